import { printable } from "./printable.js";
import type { TableColumn } from "./table.js";

/** A table in Markdown (GitHub's); no rows give the empty text. Whatever a cell holds stays in its cell and is not markup. */
export function markdownTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map((column) => column.head)),
    `|${columns.map((column) => (column.align === "right" ? "---:" : "---")).join("|")}|`,
    ...rows.map((row) => line(columns.map((column) => column.cell(row)))),
  ].join("\n");
}

/** Text that may come from anybody, as plain text in Markdown: nothing in it is markup, a link or HTML, and it stays on its line. */
export const markdownText = (text: string): string =>
  /^[A-Za-z0-9]+([ _.-][A-Za-z0-9]+)*$/.test(text) && text.length <= 80 ? text : printable(text, 80).replace(/[\\`*_[\]<>#|&~@]|:(?=\/\/)/g, (found) => `&#${found.codePointAt(0)};`);

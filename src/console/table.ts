import Table from "cli-table3";

/** A column of a table for people. */
export interface TableColumn<Row> {
  head: string;
  /** Numbers stand to the right. */
  align?: "left" | "right";
  /** Already safe to print; see `printable`. */
  cell: (row: Row) => string;
}

/** Draws nothing but space between columns and a line under the head, so that a table can be pasted into a ticket. */
const chars = {
  top: "", "top-mid": "", "top-left": "", "top-right": "", bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "",
  left: "", "left-mid": "", right: "", "right-mid": "", mid: "", "mid-mid": "", middle: "  ",
};

/** A table for people; no rows give the empty text. No line ends in spaces. */
export function formatTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], bold: (text: string) => string): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const table = new Table({ chars, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 }, colAligns: columns.map((column) => column.align ?? "left") });
  table.push(columns.map((column) => bold(column.head)), ...cells);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

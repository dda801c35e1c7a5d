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

/** A last column narrower than this is not worth wrapping into. */
const leastWrap = 36;

/**
 * A table for people; no rows give the empty text. No line ends in spaces.
 * @param wrapAt the width of a line: the last column is wrapped into what the others leave of it; default: no wrapping
 */
export function formatTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[], bold: (text: string) => string, wrapAt = Infinity): string {
  if (rows.length === 0) return "";
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  const last = columns.length - 1;
  const others = columns.slice(0, last).reduce((sum, column, c) => sum + 2 + Math.max(column.head.length, ...cells.map((row) => shownLength(row[c]))), 0);
  const room = Math.max(leastWrap, wrapAt - others);
  for (const row of cells) row[last] = wrapped(row[last], room);
  const table = new Table({ chars, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 }, colAligns: columns.map((column) => column.align ?? "left") });
  table.push(columns.map((column) => bold(column.head)), ...cells);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Characters that take room: without the codes of colours. */
// oxlint-disable-next-line no-control-regex
const shownLength = (text: string): number => Array.from(text.replace(/\u001b\[[0-9;]*m/g, "")).length;

/** Broken between words, so that no line is longer than `room`, where words allow it. */
function wrapped(text: string, room: number): string {
  if (shownLength(text) <= room) return text;
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines[lines.length - 1];
    if (line !== "" && shownLength(line) + 1 + shownLength(word) > room) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}

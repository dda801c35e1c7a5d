import { safeText } from "./safe-text.js";

/**
 * One line of CSV after RFC 4180, CRLF included: a cell with comma, quote, CR or LF is quoted, quotes are doubled. Null is nothing, the empty
 * text is `""`, so that the two stay apart.
 * @param forSpreadsheets see {@link harmless}
 */
export const csvLine = (cells: readonly (string | number | boolean | null)[], forSpreadsheets = false): string => `${cells.map((cell) => csvCell(forSpreadsheets && typeof cell === "string" ? harmless(cell) : cell)).join(",")}\r\n`;

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet takes for the beginning of a formula, also in its full width forms; a number begins so too and is none. */
const formula = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const number = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Where a spreadsheet of another country begins a cell of its own: it splits at semicolons and does not heed quotes that begin in the middle of what it takes for a cell. */
const inner = /([;|]\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** A cell that no spreadsheet runs and no screen obeys: `'` before what begins like a formula, also behind a semicolon, escapes for what is not plain and for line ends. */
export function harmless(cell: string): string {
  const safe = safeText(cell).replaceAll("\t", "\\t").replaceAll("\r", "\\r").replaceAll("\n", "\\n").replaceAll(inner, "$1'");
  return formula.test(cell.trimStart()) || formula.test(cell) ? (number.test(cell) ? cell : `'${safe}`) : safe;
}

/**
 * One line of CSV after RFC 4180, CRLF included: a cell with comma, quote, CR or LF is quoted, quotes are doubled. Null is nothing, the empty
 * text is `""`, so that the two stay apart.
 */
export const csvLine = (cells: readonly (string | number | boolean | null)[]): string => `${cells.map(csvCell).join(",")}\r\n`;

function csvCell(cell: string | number | boolean | null): string {
  if (cell === null) return "";
  const text = String(cell);
  return text === "" || /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

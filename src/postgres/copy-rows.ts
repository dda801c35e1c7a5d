import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import copyStreams from "pg-copy-streams";

/** What a cell may be: a Date becomes its UTC time, an array a `text[]`, an object JSON. */
export type Cell = string | number | bigint | boolean | Date | null | readonly string[] | object;

/** Rows in memory or streaming. */
export type Rows<T> = Iterable<T> | AsyncIterable<T>;

/**
 * Streams rows into a table through COPY in its text format.
 * @param target the table with its columns, for example `new_ring (ring_id, size)`; never from outside
 * @returns how many rows
 */
export async function copyRows<T>(client: Client, target: string, rows: Rows<T>, cells: (row: T) => readonly Cell[]): Promise<number> {
  let count = 0;
  async function* lines(): AsyncGenerator<string> {
    let part = "";
    for await (const row of rows) {
      part += `${cells(row).map(copyText).join("\t")}\n`;
      count++;
      if (part.length < 65_536) continue;
      yield part;
      part = "";
    }
    if (part !== "") yield part;
  }
  await pipeline(Readable.from(lines(), { objectMode: false }), client.query(copyStreams.from(`copy ${target} from stdin`)));
  return count;
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** One cell in COPY's text format. The escape of the backslash also keeps `\.` and `\N` from being read as the end and as null. */
export function copyText(cell: Cell): string {
  if (cell === null) return "\\N";
  let text: string;
  if (cell instanceof Date) text = cell.toISOString();
  else if (Array.isArray(cell)) text = `{${cell.map((item: string) => `"${item.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
  else if (typeof cell === "object") text = JSON.stringify(cell);
  else text = String(cell);
  return text.replace(/[\\\t\n\r]/g, (found) => escapes[found]);
}

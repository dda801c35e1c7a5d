import { feedHash, type FeedRow } from "../../src/enforcement/feed.js";

/** What somebody could do to a feed. */
export const mutations = ["flip", "delete", "reorder", "insert"] as const;
export type Mutation = (typeof mutations)[number];

/** A feed with one thing changed, never the same as before. @param random [0, 1) */
export function mutate(feed: readonly FeedRow[], kind: Mutation, random: () => number): { rows: FeedRow[]; what: string } {
  const rows = structuredClone(feed) as FeedRow[];
  const pick = (count: number): number => Math.floor(random() * count);
  const at = pick(rows.length);
  switch (kind) {
    case "flip": {
      const columns = Object.keys(rows[at]) as (keyof FeedRow)[];
      const column = columns[pick(columns.length)];
      const before = rows[at][column];
      const cell = rows[at] as unknown as Record<string, unknown>;
      if (typeof before === "number") cell[column] = before + (random() < 0.5 ? 1 : -1);
      else if (before instanceof Date) cell[column] = random() < 0.1 ? null : new Date(before.getTime() + 1 + pick(1000));
      else if (before === null) cell[column] = new Date(Date.UTC(2026, 0, 1));
      else {
        const place = pick(before.length);
        const other = String.fromCharCode(before.charCodeAt(place) ^ (1 + pick(7)));
        cell[column] = `${before.slice(0, place)}${other}${before.slice(place + 1)}`;
        // Whoever changes a row may make its hash anew; then the next row, or the end, does not fit.
        if (random() < 0.5 && column !== "hash") rows[at].hash = feedHash(rows[at]);
      }
      return { rows, what: `${column} of row ${at + 1}` };
    }
    case "delete": {
      const count = 1 + pick(Math.min(3, rows.length - at));
      rows.splice(at, count);
      if (random() < 0.5) renumber(rows, at, feed);
      return { rows, what: `${count} rows from row ${at + 1}` };
    }
    case "reorder": {
      const other = (at + 1 + pick(rows.length - 1)) % rows.length;
      [rows[at], rows[other]] = [rows[other], rows[at]];
      if (random() < 0.5) [rows[at].seq, rows[other].seq] = [rows[other].seq, rows[at].seq];
      return { rows, what: `rows ${at + 1} and ${other + 1}` };
    }
    case "insert": {
      const forged = { ...structuredClone(rows[pick(rows.length)]), account_id: `forged-${pick(1000)}`, seq: rows[at].seq, prev_hash: rows[at].prev_hash };
      forged.hash = feedHash(forged);
      rows.splice(at, 0, random() < 0.3 ? structuredClone(rows[at]) : forged);
      if (random() < 0.5) renumber(rows, at + 1, feed);
      return { rows, what: `before row ${at + 1}` };
    }
  }
}

/** Numbers and links made to fit again from a place on, as somebody would who knows the chain but cannot change the end that was told. */
function renumber(rows: FeedRow[], from: number, feed: readonly FeedRow[]): void {
  for (let at = from; at < rows.length; at++) {
    rows[at].seq = at + 1;
    rows[at].prev_hash = at === 0 ? feed[0].prev_hash : rows[at - 1].hash;
    rows[at].hash = feedHash(rows[at]);
  }
}

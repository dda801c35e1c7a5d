import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import type { QuarantineRow } from "./result-row.js";

/** What the newest published night before a moment read, used and left out; undefined when there is none. */
export async function useBefore(client: Client, asOf: Date): Promise<{ runId: string; counts: Record<string, number>; quarantine: QuarantineRow[] } | undefined> {
  const { rows } = await client.query<{ run_id: string; counts: Record<string, number>; quarantine: QuarantineRow[] }>(sqlFile("postgres/publish/use_before.sql"), [asOf]);
  return rows.length === 0 ? undefined : { runId: rows[0].run_id, counts: rows[0].counts, quarantine: rows[0].quarantine };
}

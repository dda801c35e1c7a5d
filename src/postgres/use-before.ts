import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { statement } from "./transaction.js";
import type { QuarantineRow, RunRow } from "./result-row.js";

/** What the newest published night before a run (of an earlier or the same as_of) read, used and left out; undefined when there is none. */
export async function useBefore(client: Client, { run_id, as_of }: Pick<RunRow, "run_id" | "as_of">): Promise<{ runId: string; counts: Record<string, number>; quarantine: QuarantineRow[] } | undefined> {
  const { rows } = await statement<{ run_id: string; counts: Record<string, number>; quarantine: QuarantineRow[] }>(client, sqlFile("postgres/publish/use_before.sql"), [as_of, run_id]);
  return rows.length === 0 ? undefined : { runId: rows[0].run_id, counts: rows[0].counts, quarantine: rows[0].quarantine };
}

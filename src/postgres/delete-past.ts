import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { databaseError } from "./connect.js";
import { transaction } from "./transaction.js";

/** What is deleted past its time, in this order; each is `sql/postgres/retention/<name>.sql`. */
export const retainedTables = ["ring_member", "ring_key", "hub", "ban_candidate", "incident_account", "incident_tick"] as const;
export type RetainedTable = (typeof retainedTables)[number];

/** Thrown inside the transaction so that nothing of a dry run stays. */
class DryRun extends Error {}

/**
 * Deletes rows past their time in one transaction. Open candidates, what people decided, rings, their events and runs are never deleted.
 * @param days by table, how long rows are kept
 * @param dryRun count only
 * @returns rows deleted (or that would be), by table
 */
export async function deletePast(client: Client, options: { nowMs: number; days: Readonly<Record<RetainedTable, number>>; dryRun: boolean }): Promise<Record<RetainedTable, number>> {
  const counts = {} as Record<RetainedTable, number>;
  try {
    await transaction(client, "begin", async () => {
      for (const table of retainedTables) {
        const { rowCount } = await client.query(sqlFile(`postgres/retention/${table}.sql`), [new Date(options.nowMs), options.days[table]]);
        counts[table] = rowCount ?? 0;
      }
      if (options.dryRun) throw new DryRun();
    });
  } catch (error) {
    if (!(error instanceof DryRun)) throw databaseError(error, "deleting what is past its time");
  }
  return counts;
}

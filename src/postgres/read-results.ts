import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import copyStreams from "pg-copy-streams";
import { sqlFile } from "../engine/sql-file.js";
import { databaseError } from "./connect.js";
import { transaction } from "./transaction.js";

/** The tables of the results schema that the investigators' file repeats; each is `sql/postgres/results/<name>.sql`. */
export const resultTables = [
  "run", "ring", "ring_member", "ring_event", "ring_key", "hub", "quarantine", "ban_candidate",
  "usual_action", "usual_target", "usual_registration", "usual_network", "armed", "incident", "incident_minute", "incident_account",
] as const;
export type ResultTable = (typeof resultTables)[number];

/**
 * Copies the results, as one transaction sees them, into `<folder>/<table>.csv`: with a header line, RFC 4180 quoting, null = nothing,
 * times like `2026-01-02 00:00:00+00`, `kinds`, `stages`, `counts` and `reasons` as JSON. Rows in a fixed order: the same results give the same bytes.
 */
export async function readResults(client: Client, folder: string): Promise<Record<ResultTable, string>> {
  mkdirSync(folder, { recursive: true });
  const files = {} as Record<ResultTable, string>;
  try {
    await transaction(client, "begin isolation level repeatable read read only", async () => {
      for (const table of resultTables) {
        files[table] = join(folder, `${table}.csv`);
        const sql = sqlFile(`postgres/results/${table}.sql`);
        await pipeline(client.query(copyStreams.to(`copy (\n${sql}\n) to stdout (format csv, header true)`)), createWriteStream(files[table]));
      }
    });
  } catch (error) {
    throw databaseError(error, "reading the results");
  }
  return files;
}

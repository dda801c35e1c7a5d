import type { Client } from "pg";
import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import { copyRows, type Cell } from "./copy-rows.js";

/** The tables that a night leaves for the minutes after it, and their columns; each stands in the night's engine as `base.<name>`. */
const tables = {
  usual_action: ["action", "weekday", "minute", "rate", "dispersion"],
  usual_target: ["action", "target_id", "rate", "minute_count"],
  usual_registration: ["weekday", "quarter", "rate", "dispersion"],
  usual_network: ["network", "rate", "day_count"],
  armed: ["account_id", "ring_id", "cohort", "probability", "rests_on"],
} as const;

/** Rows that are in memory at once. */
const part = 50_000;

/** Puts the usual course and the armed list of a night in the place of the night before's. To be called in the transaction that publishes it. */
export async function publishBaseline(client: Client, runId: string, engine: DuckDbEngine): Promise<void> {
  for (const [table, columns] of Object.entries(tables)) {
    await client.query(`delete from ringfence.${table}`);
    await copyRows(client, `ringfence.${table} (run_id, ${columns.join(", ")})`, rowsOf(engine, table, columns), (row) => [runId, ...row]);
  }
}

async function* rowsOf(engine: DuckDbEngine, table: string, columns: readonly string[]): AsyncGenerator<Cell[]> {
  const total = await engine.number(`select count(*) from base.${table}`);
  for (let from = 0; from < total; from += part) {
    for (const row of await engine.rows(`select ${columns.join(", ")} from base.${table} order by all limit ${part} offset ${from}`)) yield columns.map((column) => row[column] as Cell);
  }
}

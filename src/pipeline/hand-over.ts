import type { Engine } from "../engine/engine.js";

/**
 * Brings the work tables into the shape that the investigators' file is built from: kinds by name, counts per account, and the accepted
 * keys of each ring under its published id.
 * @param ringIds by position of the ring
 */
export async function handOver(engine: Engine, ringIds: readonly string[], runId: string): Promise<void> {
  await engine.createTable("published_ring", { ring: { type: "integer", values: ringIds.map((_, at) => at) }, ring_id: { type: "varchar", values: ringIds } });
  for (const file of ["ring_evidence", "account_count"]) await engine.runFile(`duckdb/handover/${file}.sql`, { run_id: runId });
}

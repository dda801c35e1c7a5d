import type { Engine } from "../engine/engine.js";
import type { LinkedGroup } from "../rings/find-rings.js";

/**
 * Brings the work tables into the shape that the investigators' file is built from: counts per account, the accepted keys of each ring under
 * its published id, and the groups that are linked but not coordinated.
 * @param ringIds by position of the ring
 */
export async function handOver(engine: Engine, ringIds: readonly string[], linked: readonly LinkedGroup[], runId: string): Promise<void> {
  await engine.createTable("published_ring", { ring: { type: "integer", values: ringIds.map((_, at) => at) }, ring_id: { type: "varchar", values: ringIds } });
  for (const file of ["ring_evidence", "account_count"]) await engine.runFile(`duckdb/handover/${file}.sql`, { run_id: runId });
  const rows = linked.flatMap((group, at) => Array.from(group.accounts, (account) => ({ at, account, group })));
  await engine.createTable("linked_account", {
    group_no: { type: "integer", values: rows.map((row) => row.at + 1) },
    account: { type: "integer", values: rows.map((row) => row.account) },
    evidence_bits: { type: "double", values: rows.map((row) => row.group.evidence) },
    price_bits: { type: "double", values: rows.map((row) => row.group.price) },
  });
}

import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import type { FoundRing, LinkedGroup } from "../rings/find-rings.js";
import { reasonOf } from "../rings/rules/policy.js";

/**
 * Brings the work tables into the shape that the investigators' file is built from: counts per account, the accepted keys of each ring under
 * its published id, what the rules said of every ring and of every group that was spared, and the groups that are linked but not coordinated.
 * @param ringIds by position of the ring
 */
export async function handOver(engine: DuckDbEngine, ringIds: readonly string[], search: { rings: readonly FoundRing[]; spared: readonly FoundRing[]; linked: readonly LinkedGroup[] }, runId: string): Promise<void> {
  const { linked } = search;
  await engine.createTable("published_ring", { ring: { type: "integer", values: ringIds.map((_, at) => at) }, ring_id: { type: "varchar", values: ringIds } });
  for (const file of ["ring_evidence", "account_count"]) await engine.runFile(`duckdb/handover/${file}.sql`, { run_id: runId });
  const rows = linked.flatMap((group, at) => Array.from(group.accounts, (account) => ({ at, account, group })));
  await engine.createTable("linked_account", {
    group_no: { type: "integer", values: rows.map((row) => row.at + 1) },
    account: { type: "integer", values: rows.map((row) => row.account) },
    evidence_bits: { type: "double", values: rows.map((row) => row.group.evidence) },
    price_bits: { type: "double", values: rows.map((row) => row.group.price) },
  });
  const said = [...search.rings.map((ring, at) => ({ ring, ringId: ringIds[at] ?? null })), ...search.spared.map((ring) => ({ ring, ringId: null }))].flatMap(({ ring, ringId }, at) =>
    ring.verdicts.flatMap((verdict) => [
      { at, ring, ringId, rule: verdict.rule, part: null, says: reasonOf(verdict.rule), pass: verdict.pass, measured: verdict.measured, threshold: verdict.threshold },
      ...(verdict.parts ?? []).map((part) => ({ at, ring, ringId, rule: verdict.rule, part: part.name, says: part.says, pass: null, measured: part.bits, threshold: null })),
    ]),
  );
  await engine.createTable("rule_said", {
    group_no: { type: "integer", values: said.map((row) => row.at + 1) },
    ring_id: { type: "varchar", values: said.map((row) => row.ringId) },
    found: { type: "varchar", values: said.map((row) => row.ring.found) },
    size: { type: "integer", values: said.map((row) => row.ring.members.length) },
    smallest_account: { type: "integer", values: said.map((row) => row.ring.model.accounts[0]) },
    rule: { type: "varchar", values: said.map((row) => row.rule) },
    part: { type: "varchar", values: said.map((row) => row.part) },
    says: { type: "varchar", values: said.map((row) => row.says) },
    pass: { type: "boolean", values: said.map((row) => row.pass) },
    measured: { type: "double", values: said.map((row) => row.measured) },
    threshold: { type: "double", values: said.map((row) => row.threshold) },
  });
}

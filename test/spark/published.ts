import { createHash } from "node:crypto";
import { snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import type { House } from "../pipeline/night.js";

/** Everything that a night publishes, without its clocks, its memory and the numbers that are given once. */
export async function published(house: House): Promise<Record<string, unknown>> {
  const of = async (table: string, without: readonly string[] = []): Promise<unknown> =>
    (await house.rows(`select to_jsonb(t) ${without.map((column) => `- '${column}'`).join(" ")} as row from ringfence.${table} as t order by (to_jsonb(t) ${without.map((column) => `- '${column}'`).join(" ")})::text collate "C"`)).map(({ row }) => row);
  const tables: Record<string, unknown> = {
    run: await of("run", ["started_at", "finished_at", "stages"]),
    ban_candidate: await of("ban_candidate", ["case_id", "proposed_at"]),
  };
  for (const table of ["ring", "ring_member", "ring_event", "ring_key", "hub", "quarantine", "armed", "usual_action", "usual_target", "usual_registration", "usual_network"]) tables[table] = await of(table);
  return tables;
}

/** What people look into: the tables that the determinism of a night is measured by, as bytes. */
export async function lookedAt(house: House): Promise<Record<string, string>> {
  const file = await DuckDbEngine.open({ path: snapshotFile(house.home), readOnly: true });
  try {
    const digests: Record<string, string> = {};
    for (const table of ["ring", "ring_member", "edge", "hub", "trace", "account", "ring_evidence", "ring_rule", "linked_group"]) {
      digests[table] = createHash("sha256").update(JSON.stringify(await file.rows(`select * from ${table} order by all`), (_, value: unknown) => (typeof value === "bigint" ? String(value) : value))).digest("hex");
    }
    return digests;
  } finally {
    file.close();
  }
}

import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, type House } from "../pipeline/night.js";

const asOfMs = Date.UTC(2025, 11, 23);

let house: House;
beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 4000, seed: 11, attackNight: true, ringShare: 0.04, attackShare: 0.1, out: world });
  await house.load(world);
});
afterAll(() => house.close());

/** Everything that a night publishes, without its clocks, its memory and the numbers that are given once. */
async function published(): Promise<Record<string, unknown>> {
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
async function lookedAt(): Promise<Record<string, string>> {
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

describe("a whole night", () => {
  test("on Spark publishes the same rows as on DuckDB, byte for byte, and leaves nothing in the lake", async () => {
    const here = await house.night({ asOfMs });
    const [rows, file] = [await published(), await lookedAt()];
    expect(here.counts.rings).toBeGreaterThan(2);
    expect(here.counts.candidates_ban + here.counts.candidates_restrict + here.counts.candidates_challenge).toBeGreaterThan(20);
    await house.forget();
    const notes: string[] = [];
    const lake = join(house.home, "lake of this night");
    const there = await house.night({ asOfMs, place: { ...house.place, sparkUrl: inject("spark").url, lake }, note: (message) => notes.push(message) });
    expect(notes).toContain(`The detection runs on Spark 4.3.0 at sc://127.0.0.1:${inject("spark").port}.`);
    expect(there).toMatchObject({ status: "published", runId: here.runId, counts: here.counts });
    const [sparkRows, sparkFile] = [await published(), await lookedAt()];
    for (const table of Object.keys(rows)) expect(sparkRows[table], table).toEqual(rows[table]);
    expect(JSON.stringify(sparkRows)).toBe(JSON.stringify(rows));
    expect(sparkFile).toEqual(file);
    expect(existsSync(lake) ? readdirSync(lake) : []).toEqual([]);
  });
});

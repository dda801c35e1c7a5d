import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { defaultSettings } from "../../src/config/settings.js";
import { whole } from "../../src/engine/engine.js";
import { projectEdges, trace } from "../../src/pipeline/detect.js";
import { findGroups } from "../../src/pipeline/find-groups.js";
import { judge } from "../../src/pipeline/judge.js";
import { filesIn } from "../house/files.js";
import { BothEngines } from "./both-engines.js";
import { emptySource, madeSource, stageOnBoth, withHostileIds, type Source } from "./staged-world.js";

const asOfMs = Date.UTC(2025, 11, 23);
const folder = mkdtempSync(join(tmpdir(), "ringfence-both-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The small part has time for one world. */
const everything = process.env.TEST_SPARK_PART !== "small";

/** Every file that a world asked. */
const asked = new Set<string>();

/** The whole detection on both engines, with their answers compared at every step. */
async function detectOnBoth(source: Source): Promise<{ rings: number; candidates: number; floods: number; cohorts: number }> {
  const both = await BothEngines.open({ url: inject("spark").url, lake: mkdtempSync(join(folder, "lake of 'one' ")) });
  try {
    const population = await stageOnBoth(both, source, mkdtempSync(join(folder, "csv-")), asOfMs);
    await trace(both, asOfMs, population);
    const edges = await projectEdges(both, population, defaultSettings);
    // As a night counts.
    await both.readRows("graph/read_size.sql", { key_count: whole, holding_count: whole });
    await both.readRows("graph/read_hub_count.sql", { hub_count: whole });
    const groups = await findGroups(both, edges, defaultSettings, asOfMs, population);
    const judged = await judge(both, groups, defaultSettings, asOfMs, population);
    return { rings: judged.rings.length, candidates: judged.candidates.length, floods: groups.floods.filter(({ pass }) => pass).length, cohorts: groups.cohorts.length };
  } finally {
    for (const path of both.asked) asked.add(`sql/${path}`);
    await both.close();
  }
}

describe("every table and every answer is the same on DuckDB and on Spark", () => {
  let small: Source;
  beforeAll(async () => {
    small = await madeSource({ accounts: 3000, seed: 7, attackNight: true, ringShare: 0.05, attackShare: 0.15, out: join(folder, "world") });
  });

  test.runIf(everything)("one account that does nothing", async () => {
    expect(await detectOnBoth(emptySource)).toEqual({ rings: 0, candidates: 0, floods: 0, cohorts: 0 });
  });

  test("a small world with hostile ids", async () => {
    const found = await detectOnBoth(withHostileIds(small));
    // There must be something to differ in.
    for (const count of Object.values(found)) expect(count).toBeGreaterThan(0);
  });

  test.runIf(everything)("the same world with its own ids", async () => {
    for (const count of Object.values(await detectOnBoth(small))) expect(count).toBeGreaterThan(0);
  });

  test("and every file of the dialect was asked", () => {
    expect(filesIn(["sql/traces", "sql/graph", "sql/stage"], ".sql").filter((path) => !asked.has(path))).toEqual([]);
  });
});

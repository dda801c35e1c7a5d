import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { seededRandom } from "../../src/graph/random.js";
import { scoreAgainstTruth, type Evaluation } from "../../src/evaluate/evaluate.js";
import { fitCalibration } from "./fit-calibration.js";
import { drawPanels, drawReliability } from "./draw-chart.js";
import { kept, type WorldResult } from "./measure-world.js";
import { nameOf, parameters, priceCurves, select, type WorldPlan } from "./plan.js";
import { pool } from "./pool.js";
import { pricePanels, qualityBlock, qualityReport, replaceBlock, type Measured } from "./report.js";

const folder = mkdtempSync(join(tmpdir(), "ringfence-quality-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The evaluation of a hand-made world: members are m0 …, innocents i0 …; `flagged`: [account, ring, action, probability]. */
async function evaluationOf(habits: readonly string[], innocents: number, flagged: readonly [string, string, string, number][], innocentKind = "cafe"): Promise<Evaluation> {
  const truth = join(folder, "truth.csv");
  const kinds = join(folder, "innocents.csv");
  writeFileSync(truth, `account_id,ring,kind\n${habits.map((habit, i) => `m${i},${habit}-1,${habit}\n`).join("")}`);
  writeFileSync(kinds, `account_id,kind\ni0,${innocentKind}\n`);
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  try {
    const ids = [...habits.map((_, i) => `m${i}`), ...Array.from({ length: innocents }, (_, i) => `i${i}`)];
    await engine.createTable("account", { account_id: { type: "varchar", values: ids }, protected: { type: "boolean", values: ids.map(() => false) }, closed_at: { type: "bigint", values: ids.map(() => null) } });
    const column = (at: 0 | 1 | 2): string[] => flagged.map((row) => row[at]);
    await engine.createTable("proposed", {
      account_id: { type: "varchar", values: column(0) }, ring_id: { type: "varchar", values: column(1) }, action: { type: "varchar", values: column(2) }, probability: { type: "double", values: flagged.map((row) => row[3]) },
    });
    return await scoreAgainstTruth(engine, { runId: "made", truth, innocents: kinds });
  } finally {
    engine.close();
  }
}

const one = (): Promise<Evaluation> => evaluationOf(["farm", "farm", "cell"], 7, [["m0", "R-1", "ban", 0.9], ["m1", "R-1", "challenge", 0.8], ["i0", "R-1", "challenge", 0.7]]);
const other = (): Promise<Evaluation> => evaluationOf(["cell"], 3, [["m0", "R-1", "restrict", 0.9], ["i1", "R-1", "watch", 0.4]], "framed_wifi");
const result = async (world: WorldPlan, evaluation: Promise<Evaluation>, candidates = 0): Promise<WorldResult> => ({
  world, seconds: 10, counts: { rings: 0, candidates_ban: candidates, candidates_restrict: 0, candidates_challenge: 0, candidates_watch: 0 }, evaluation: await evaluation,
});

test("a world pooled with nothing is itself", async () => {
  const alone = await one();
  const pooled = pool([alone]);
  expect({ ...pooled, run_id: "made", rings: alone.rings }).toEqual(alone);
  expect(pooled.rings).toMatchObject({ true_count: 2, found_count: 1, adjusted_rand_index: alone.rings.adjusted_rand_index });
});

test("pooled shares come from sums: every account counts once, whatever the size of its world", async () => {
  const pooled = pool([await one(), await other()]);
  // Flagged: two of the farm, one cell of two, one innocent of ten.
  expect(pooled.any).toMatchObject({ flagged_count: 4, right_count: 3, wrong_count: 1, precision: 3 / 4, recall: 3 / 4, wrong_per_10000: 1000 });
  expect(pooled.ban).toMatchObject({ flagged_count: 1, precision: 1, recall: 1 / 4 });
  expect(pooled.habits.map((row) => [row.habit, row.ring_count, row.account_count, row.any.recall, row.any.precision])).toEqual([["cell", 2, 2, 1 / 2, 1], ["farm", 1, 2, 1, 2 / 3]]);
  expect(pooled.innocents.map((row) => [row.kind, row.account_count, row.flagged_count, row.watch_count])).toEqual([["cafe", 1, 1, 0], ["framed_wifi", 1, 0, 0], ["ordinary", 8, 0, 1]]);
  expect(pooled.framed).toMatchObject({ account_count: 1, flagged_count: 0, ban_share: 0 });
  // Two said .9, and both were in a ring.
  expect(pooled.calibration.bins.find((bin) => bin.from === 0.9)).toMatchObject({ account_count: 2, mean_probability: 0.9, true_share: 1 });
  expect(pooled.calibration.brier_score).toBeCloseTo((0.1 ** 2 + 0.2 ** 2 + 0.7 ** 2 + 0.1 ** 2 + 0.4 ** 2) / 5);
});

test("the seeds of the tables are none of development's, and none serves two purposes", () => {
  const seeds = [...Object.values(parameters.table).flat(), ...parameters.quiet.seeds, ...parameters.price.seeds];
  expect(Math.min(...seeds)).toBeGreaterThan(Number(parameters.developmentSeeds.split(" ").at(-1)));
  expect(new Set(seeds).size).toBe(seeds.length);
});

test("the plan: all of it, a size, seeds, parts, a trial", () => {
  const all = select({});
  expect(all.whole).toBe(true);
  expect(all.sizes).toEqual([200_000, 1_000_000]);
  expect(new Set(all.worlds.map(nameOf)).size).toBe(all.worlds.length);
  const points = priceCurves.reduce((sum, curve) => sum + curve.values.length, 0);
  expect(all.worlds.length).toBe(15 + 3 + 10 + points * parameters.price.seeds.length);
  const million = select({ EVALUATE_ACCOUNTS: "1000000", EVALUATE_SEEDS: "4601,4701" });
  expect(million.whole).toBe(false);
  expect(million.worlds.map(nameOf)).toEqual(["table-1000000-4601", "quiet-1000000-4701"]);
  expect(select({ EVALUATE_PARTS: "quiet" }).worlds.map((world) => world.part)).toEqual(["quiet", "quiet", "quiet"]);
  const trial = select({ EVALUATE_ACCOUNTS: "20000" });
  expect(new Set(trial.worlds.map((world) => world.accounts))).toEqual(new Set([20_000]));
  expect(trial.worlds.length).toBe(5 + 3 + 5 + points);
  expect(Math.max(...trial.worlds.map((world) => world.seed))).toBeLessThan(500);
  expect(() => select({ EVALUATE_PARTS: "tables" })).toThrow(/knows table/);
  expect(() => select({ EVALUATE_ACCOUNTS: "many" })).toThrow(/number of accounts/);
});

test("a result is computed once, and again when what made it has changed", async () => {
  let times = 0;
  const compute = async (): Promise<number> => Promise.resolve(++times);
  expect(await kept(folder, "result", ["a", "b"], compute)).toBe(1);
  expect(await kept(folder, "result", ["a", "b"], compute)).toBe(1);
  expect(await kept(folder, "result", ["a", "c"], compute)).toBe(2);
  // One that failed leaves nothing behind.
  await expect(kept(folder, "failing", [], () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(readdirSync(folder).filter((name) => name.startsWith("failing"))).toEqual([]);
});

test("the report: targets, both sizes, the pair on the same seeds, curves in the order of their values, what was left out", async () => {
  const hidden = evaluationOf(["farm", "farm", "cell"], 7, [["m0", "R-1", "ban", 0.9]]);
  const price = priceCurves[0];
  const measured: Measured = {
    worlds: [
      await result({ part: "table", accounts: 10, seed: 501 }, one()),
      await result({ part: "table", accounts: 4, seed: 601 }, other()),
      await result({ part: "camouflage", accounts: 10, seed: 501, tactics: { camouflage: 10 } }, hidden),
      await result({ part: "quiet", accounts: 10, seed: 701 }, evaluationOf([], 5, []), 2),
      await result({ part: "price", accounts: 10, seed: 801, tactics: price.tactics(price.values[1]) }, one()),
    ],
    baselines: [{ world: { part: "table", accounts: 10, seed: 501 }, results: { "a | baseline": { seconds: 1, evaluation: await one() } } }],
    networks: [{ name: "set", published: { accounts: 2, edges: 1 }, accounts: 2, edges: 1, once: 1 }],
    real: [{ name: "set", accounts: 100, rows: 200, nights: 2, rings: 0, linked_groups: 1, watch: 1, challenge: 0, restrict: 2, ban: 0, published: 5, flagged_of_published: 1, seconds: 3 }],
    communities: [],
  };
  const report = qualityReport(measured, ["something"]);
  expect(report).toContain("left out of this run are something");
  expect(report).toContain("| recall, farm | ≥ 0.95 | 1.000 yes | – | 1.000 yes |");
  expect(report).toContain("| recall, cell | ≥ 0.95 | 0.500 **no** | 1.000 yes | 0.000 **no** |");
  expect(report).toContain("| points of recall that 10 times the innocent actions cost | ≤ 3 | – | – | 33.3 **no** |");
  expect(report).toContain("| accounts flagged in quiet worlds | 0 | – | – | 2 **no** |");
  expect(report).toContain("| farm | 1.000 | 0.500 | 50.0 |");
  expect(report).toContain("a &#124; baseline");
  expect(report).toContain("2.00 %");
  expect(report.indexOf("Worlds of 4 accounts")).toBeLessThan(report.indexOf("Worlds of 10 accounts"));
  // Every line of a table has as many cells as its head.
  for (const table of report.trim().split("\n\n").filter((part) => part.startsWith("|"))) expect(new Set(table.split("\n").map((line) => line.split("|").length)).size, table).toBe(1);
  const [panel] = pricePanels(measured);
  expect(panel.places).toEqual(price.values.map(String));
  expect(panel.series.find((series) => series.name === "farm")?.values).toEqual(price.values.map((_, at) => (at === 1 ? 1 : null)));
  const block = qualityBlock(measured);
  expect(block).toContain("Worlds of 10 accounts");
  expect(block).toContain("| farm | 1.000 (0.500), 1 of 1 | – | 1.000 (0.500), 1 of 1 |");
});

test("the fit of probabilities finds the constants that made the points, and stays finite where the two sorts do not overlap", () => {
  const random = seededRandom(5);
  const points = Array.from({ length: 20_000 }, () => {
    const log2Odds = 30 * random() - 10;
    return { log2Odds, inRing: random() < 1 / (1 + Math.exp(-(-1 + 0.3 * log2Odds))) };
  });
  const found = fitCalibration(points);
  expect(found.intercept).toBeCloseTo(-1, 1);
  expect(found.slope).toBeCloseTo(0.3, 1);
  const apart = fitCalibration([1, 2, 3, 10, 11, 12].map((log2Odds) => ({ log2Odds, inRing: log2Odds > 5 })));
  expect(apart.slope).toBeGreaterThan(0);
  expect(apart.slope).toBeLessThan(10);
  expect(() => fitCalibration([{ log2Odds: 1, inRing: true }])).toThrow(/both sorts/);
});

test("only what stands between the marks is replaced", () => {
  expect(replaceBlock("a\n<!-- quality: begin -->\nold\n<!-- quality: end -->\nb", "new")).toBe("a\n<!-- quality: begin -->\nnew\n<!-- quality: end -->\nb");
  expect(() => replaceBlock("a", "new")).toThrow(/marks/);
});

test("pictures: a point for each value, none for what was not measured, and no markup from names", () => {
  const svg = drawPanels("a < b", [{ title: "one", axis: "x", places: ["0", "1", "2"], series: [{ name: "<farm>", values: [1, null, 0] }] }, { title: "two", axis: "x", places: ["5"], series: [{ name: "<farm>", values: [0.5] }] }]);
  expect(svg.match(/<circle/g)).toHaveLength(3);
  expect(svg).not.toMatch(/NaN|undefined|<farm>/);
  expect(drawReliability("r", [{ mean_probability: 0.5, true_share: 0.25, account_count: 10 }]).match(/<circle/g)).toHaveLength(1);
  expect(drawReliability("r", [])).not.toMatch(/NaN|Infinity/);
});

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { calibration, log2OddsOf } from "../../src/candidates/probability.js";
import { snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld } from "../../src/world/make-world.js";
import { fitCalibration, type CalibrationPoint } from "./fit-calibration.js";
import { withHouse } from "./measure-world.js";
import { parameters, select } from "./plan.js";

/** `npm run calibrate`: fits the constants of src/candidates/probability.ts on worlds of development; the evaluation then shows whether they are honest on others. */
const accounts = Number(process.env.EVALUATE_ACCOUNTS ?? parameters.calibration.accounts);
const seeds = process.env.EVALUATE_SEEDS?.split(",").map(Number) ?? parameters.calibration.seeds;
const { folder } = select({ RINGFENCE_EVALUATE_DIR: process.env.RINGFENCE_EVALUATE_DIR });
const points: CalibrationPoint[] = [];

test.each(seeds.map((seed) => [seed] as const))("world of development, seed %i", async (seed) => {
  expect(seed).toBeLessThan(Math.min(...Object.values(parameters.table).flat()));
  await withHouse(folder, `calibrate-${seed}`, async (house) => {
    const files = join(house.home, "world");
    const { as_of } = await makeWorld({ accounts, seed, out: files });
    await house.load(files);
    await house.night(Date.parse(as_of));
    const engine = await DuckDbEngine.open({ path: snapshotFile(house.home), readOnly: true });
    try {
      await engine.run(`create temp table truth as select account_id from read_parquet('${join(files, "truth.parquet")}')`);
      const rows = await engine.rows(readFileSync(join(dirname(fileURLToPath(import.meta.url)), "calibration_point.sql"), "utf8"));
      for (const row of rows) points.push({ log2Odds: log2OddsOf(Number(row.evidence_bits), Number(row.population), Number(row.ring_size)), inRing: Number(row.in_ring) === 1 });
    } finally {
      engine.close();
    }
  });
});

test("the fit", () => {
  const edges = [-Infinity, 0, 3, 6, 9, 12, 16, 20, 30, 45, Infinity];
  for (let i = 0; i + 1 < edges.length; i++) {
    const here = points.filter((point) => point.log2Odds >= edges[i] && point.log2Odds < edges[i + 1]);
    if (here.length > 0) console.log(`log2-odds ${edges[i]} to ${edges[i + 1]}: ${here.length} proposals, ${(here.filter((point) => point.inRing).length / here.length).toFixed(4)} in a ring`);
  }
  const { intercept, slope } = fitCalibration(points);
  console.log(`${points.length} proposals of ${seeds.length} worlds of ${accounts} accounts, seeds ${seeds.join(", ")}: intercept ${intercept.toFixed(2)}, slope ${slope.toFixed(3)} (now ${calibration.intercept}, ${calibration.slope}).`);
});

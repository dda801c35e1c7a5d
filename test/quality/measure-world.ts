import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { snapshotFile } from "../../src/config/place.js";
import { defaultSettings } from "../../src/config/settings.js";
import { evaluate, type Evaluation } from "../../src/evaluate/evaluate.js";
import { codeVersion } from "../../src/pipeline/describe-run.js";
import { runNightly, type NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { connect } from "../../src/postgres/connect.js";
import { startEmbedded } from "../../src/postgres/embedded.js";
import { load } from "../../src/postgres/load.js";
import { migrate } from "../../src/postgres/migrate.js";
import { makeWorld, type WorldOptions } from "../../src/world/make-world.js";
import { baselines } from "../baselines/all.js";
import { scoreGroups } from "../baselines/score-groups.js";
import { hashOfFolders, nameOf, type WorldPlan } from "./plan.js";

/** A night on one world. */
export interface WorldResult {
  world: WorldPlan;
  /** Of the whole run, from extract to the investigators' file. */
  seconds: number;
  counts: Record<string, number>;
  evaluation: Evaluation;
}

/** A baseline on one world. */
export interface BaselineResult {
  seconds: number;
  evaluation: Evaluation;
}

const worldFolders = ["src/world", "sql/duckdb/world"];
const evaluateFolders = ["src/evaluate", "sql/duckdb/evaluate"];

/** Whether `makeWorld` knows tactics; without it camouflage and price worlds cannot be made. */
export const worldsKnowTactics = /\btactics\b/.test(makeWorld.toString());

/** A value that is computed once and kept as JSON; it is computed anew when what it depends on has changed. */
export async function kept<T>(folder: string, name: string, dependsOn: readonly string[], compute: () => Promise<T>): Promise<T> {
  const file = join(folder, `${name}.json`);
  if (existsSync(file)) {
    const found = JSON.parse(readFileSync(file, "utf8")) as { depends_on: string[]; value: T };
    if (JSON.stringify(found.depends_on) === JSON.stringify(dependsOn)) return found.value;
  }
  const value = await compute();
  mkdirSync(folder, { recursive: true });
  // Whole or not at all: a run may be stopped at any moment.
  writeFileSync(`${file}.new`, JSON.stringify({ depends_on: dependsOn, value }));
  renameSync(`${file}.new`, file);
  return value;
}

/** The result of a night on a world, and of the baselines on the worlds of the table; kept ones are read. */
export async function measureWorld(folder: string, world: WorldPlan): Promise<WorldResult> {
  const worldHash = hashOfFolders(worldFolders);
  const evaluateHash = hashOfFolders(evaluateFolders);
  const name = nameOf(world);
  const files = join(folder, `world-${name}`);
  let made = false;
  const ready = async (): Promise<void> => {
    if (made) return;
    rmSync(files, { recursive: true, force: true });
    const options: WorldOptions & Pick<WorldPlan, "tactics"> = { accounts: world.accounts, seed: world.seed, out: files, rings: world.part !== "quiet" };
    if (world.tactics !== undefined) options.tactics = world.tactics;
    // Habits are data here: a name that the worlds do not know is their error.
    Object.assign(options, world.holds);
    await makeWorld(options);
    made = true;
  };
  try {
    const result = await kept(folder, name, [JSON.stringify(world), codeVersion(), worldHash, evaluateHash], async () => {
      await ready();
      return { world, ...(await nightOn(folder, files, name)) };
    });
    if (world.part === "table") {
      const baselineHash = hashOfFolders(["test/baselines"]);
      for (const [at, [, baseline]] of Object.entries(baselines).entries()) {
        await kept<BaselineResult>(folder, baselineName(world, at), [JSON.stringify(world), baselineHash, worldHash, evaluateHash], async () => {
          await ready();
          const from = Date.now();
          const groups = await baseline(files);
          const seconds = (Date.now() - from) / 1000;
          return { seconds, evaluation: await scoreGroups(files, groups) };
        });
      }
    }
    return result;
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}

const baselineName = (world: WorldPlan, at: number): string => `baseline-${at}-${world.accounts}-${world.seed}`;

/** What is kept of the baselines on a world, by name. */
export function baselinesOn(folder: string, world: WorldPlan): Record<string, BaselineResult> {
  return Object.fromEntries(
    Object.keys(baselines).map((name, at) => [name, (JSON.parse(readFileSync(join(folder, `${baselineName(world, at)}.json`), "utf8")) as { value: BaselineResult }).value]),
  );
}

/** A folder of files through a real Postgres, one run, and its evaluation. */
async function nightOn(folder: string, files: string, name: string): Promise<Omit<WorldResult, "world">> {
  return withHouse(folder, name, async (house) => {
    await house.load(files);
    const from = Date.now();
    const { as_of } = JSON.parse(readFileSync(join(files, "world.json"), "utf8")) as { as_of: string };
    const { counts } = await house.night(Date.parse(as_of));
    const seconds = (Date.now() - from) / 1000;
    const evaluation = await evaluate({ snapshot: snapshotFile(house.home), truth: join(files, "truth.parquet"), innocents: join(files, "innocents.parquet") });
    return { seconds, counts, evaluation };
  });
}

export interface QualityHouse {
  home: string;
  url: string;
  load(folder: string): Promise<void>;
  night(asOfMs: number): Promise<NightlyOutcome>;
}

/** A Postgres and a home of one's own, gone afterwards. */
export async function withHouse<T>(folder: string, name: string, use: (house: QualityHouse) => Promise<T>): Promise<T> {
  const house = await openHouse(folder, name);
  try {
    return await use(house);
  } finally {
    await house.close();
  }
}

/** The same for whoever closes it. `settings`: of Postgres. */
export async function openHouse(folder: string, name: string, settings: Readonly<Record<string, string>> = {}): Promise<QualityHouse & { close(): Promise<void> }> {
  const home = join(folder, `home-${name}`);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const server = await startEmbedded(home, { note: () => {}, settings });
  const close = async (): Promise<void> => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const client = await connect(server.url, "ringfence evaluate");
    await migrate(client);
    await client.end();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    home,
    url: server.url,
    load: async (files) => void (await load({ url: server.url, schema: "public", folder: files, mode: "empty", timeZone: "UTC" })),
    night: (asOfMs) =>
      runNightly({
        place: { home, databaseUrl: server.url, sourceUrl: undefined, configFile: undefined }, settings: defaultSettings, asOfMs, dryRun: false,
        now: () => Date.now(), note: () => {}, progress: () => {},
      }),
    close,
  };
}

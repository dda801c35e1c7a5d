import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageFolder, snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { evaluate, type Evaluation } from "../../src/evaluate/evaluate.js";
import { ringLosses, type FalseGroup, type RingLoss, type TracedSearch } from "../../src/evaluate/trace-rings.js";
import { codeVersion } from "../../src/pipeline/describe-run.js";
import type { StageRow } from "../../src/pipeline/stage-recorder.js";
import { connect } from "../../src/postgres/connect.js";
import { baselines, oneLineName } from "../baselines/all.js";
import { endOfFolder } from "../baselines/baseline.js";
import { scoreGroups } from "../baselines/score-groups.js";
import type { GeneratorPlan, GeneratorWorld } from "./generator-plan.js";
import { kept, openHouse, type BaselineResult } from "./measure-world.js";
import { hashOfFolders } from "./plan.js";

/** One night on a folder. */
export interface FolderNight {
  /** UTC, ISO 8601. */
  as_of: string;
  /** Of the whole run in a process of its own, from its start to the investigators' file; following the true rings apart. */
  seconds: number;
  peak_memory_bytes: number;
  counts: Record<string, number>;
  stages: StageRow[];
  evaluation: Evaluation;
  /** The way of every true ring, and accepted groups that are none. */
  losses: RingLoss[];
  false_groups: FalseGroup[];
}

/** Everything that was measured on one folder. */
export interface FolderResult {
  generator: string;
  name: string;
  accounts?: number;
  seed?: number;
  /** attack: somebody of the truth has the kind "attack"; quiet: the truth is empty. */
  kind: "attack" | "rings" | "quiet";
  night: FolderNight;
  night_before?: FolderNight;
  baselines: Record<string, BaselineResult>;
}

/** One world: made if need be, a night on it (and one before), the baselines. What was measured before on the same files with the same code is read. */
export async function measureFolder(plan: GeneratorPlan, world: GeneratorWorld, note: (text: string) => void): Promise<FolderResult> {
  const label = `${world.generator}-${world.name}`.replaceAll(/[^\w.-]+/g, "_");
  const store = join(plan.folder, "generators");
  const { folder, ready, remove } = readyFolder(plan, world, note);
  // Files are what they are now. A made world is described by the command that makes it, and by our own generator where that is the one.
  const identity = JSON.stringify(
    world.folder !== undefined
      ? [world, readdirSync(folder).sort().map((name) => [name, statSync(join(folder, name)).size, statSync(join(folder, name)).mtimeMs])]
      : [world, world.command?.includes(packageFolder) === true ? hashOfFolders(["src/world", "sql/duckdb/world"]) : ""],
  );
  const detector = [identity, codeVersion(), settingsText(), hashOfFolders(["src/evaluate", "sql/duckdb/evaluate"]), hashOfFolders(["src/config", "src/postgres"]), nightProcess];
  const baselineHash = hashOfFolders(["test/baselines"]);
  const id = createHash("sha256").update(identity).digest("hex").slice(0, 10);
  const keep = <T>(part: string, dependsOn: readonly string[], compute: () => Promise<T>): Promise<T> =>
    kept(store, `${label}-${id}-${part}`, plan.fresh ? [...dependsOn, String(Math.random())] : dependsOn, compute);

  let house: Awaited<ReturnType<typeof openHouse>> | undefined;
  /** A night on the folder, which is loaded once for all of them. */
  const night = async (asOfMs: number): Promise<FolderNight> => {
    if (house === undefined) {
      house = await openHouse(plan.folder, label, { fsync: "off", full_page_writes: "off" });
      note("loading");
      await house.load(folder);
    }
    note(`the night as of ${new Date(asOfMs).toISOString()}`);
    return nightOn(house.home, house.url, folder, asOfMs);
  };
  try {
    const last = await keep("night", detector, async () => {
      await ready();
      return night(world.asOfMs ?? (await endOf(folder)));
    });
    const asOfMs = Date.parse(last.as_of);
    const kind: FolderResult["kind"] = last.evaluation.attack !== null ? "attack" : last.evaluation.ring_account_count === 0 ? "quiet" : "rings";
    const before = !plan.nightBefore || kind !== "attack" ? undefined : await keep("night-before", detector, async () => {
      await ready();
      return night(asOfMs - 86_400_000);
    });
    const beside: FolderResult["baselines"] = {};
    for (const [name, baseline] of kind === "quiet" ? [] : Object.entries(baselines)) {
      if (!plan.baselines && !(name === oneLineName && kind === "attack")) continue;
      beside[name] = await keep(`baseline-${name.replaceAll(/\W+/g, "-").slice(0, 60)}`, [identity, baselineHash, detector[3]], async () => {
        await ready();
        note(name);
        const from = Date.now();
        const groups = await baseline(folder, asOfMs);
        const seconds = (Date.now() - from) / 1000;
        return { seconds, evaluation: await scoreGroups(folder, groups, asOfMs, listsOf(folder)) };
      });
    }
    return {
      generator: world.generator, name: world.name, kind, night: last, baselines: beside,
      ...(world.accounts === undefined ? {} : { accounts: world.accounts }), ...(world.seed === undefined ? {} : { seed: world.seed }), ...(before === undefined ? {} : { night_before: before }),
    };
  } finally {
    await house?.close();
    remove();
  }
}

/** Where a world's files are; `ready` makes those that are to be made, once, and `remove` takes these away again. */
export function readyFolder(plan: GeneratorPlan, world: GeneratorWorld, note: (text: string) => void): { folder: string; ready: () => Promise<void>; remove: () => void } {
  if (world.folder !== undefined) return { folder: world.folder, ready: async () => {}, remove: () => {} };
  const folder = join(plan.folder, "generators", `world-${`${world.generator}-${world.name}`.replaceAll(/[^\w.-]+/g, "_")}`);
  let isMade = false;
  const ready = async (): Promise<void> => {
    if (isMade) return;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    note("making the world");
    await shell(world.command!.replaceAll("{out}", `'${folder.replaceAll("'", "'\\''")}'`));
    isMade = true;
  };
  return { folder, ready, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a kept night holds, beside what decides: raised when its shape changes. */
const nightProcess = "night 2";

const settingsText = (): string => (process.env.RINGFENCE_CONFIG === undefined ? "" : readFileSync(process.env.RINGFENCE_CONFIG, "utf8"));

export async function endOf(folder: string): Promise<number> {
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  try {
    return await endOfFolder(engine, folder);
  } finally {
    engine.close();
  }
}

/** The truth and, where there is one, the list of innocents. */
export function listsOf(folder: string): { truth: string; innocents?: string } {
  const find = (name: string): string | undefined => [".parquet", ".csv"].map((ending) => join(folder, name + ending)).find((file) => existsSync(file));
  const truth = find("truth");
  if (truth === undefined) throw new Error(`${JSON.stringify(folder)} has neither truth.parquet nor truth.csv.`);
  const innocents = find("innocents");
  return { truth, ...(innocents === undefined ? {} : { innocents }) };
}

/** One night from an empty results schema, in a process of its own, so that its seconds and its memory are its own. */
async function nightOn(home: string, url: string, folder: string, asOfMs: number): Promise<FolderNight> {
  const client = await connect(url, "ringfence evaluate");
  try {
    await client.query("drop schema if exists ringfence cascade");
  } finally {
    await client.end();
  }
  const env = { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_SOURCE_URL: "" };
  // Builds what is not built.
  await run(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "--version"], env);
  const lists = listsOf(folder);
  const out = await run(process.execPath, [join(packageFolder, "test", "quality", "night-process.js"), JSON.stringify({ asOfMs, ...lists })], env);
  const { traced, ...night } = JSON.parse(out) as Pick<FolderNight, "seconds" | "counts" | "stages"> & { traced: TracedSearch };
  const evaluation = await evaluate({ snapshot: snapshotFile(home), ...lists });
  return {
    as_of: new Date(asOfMs).toISOString(), seconds: night.seconds, peak_memory_bytes: Math.max(0, ...night.stages.map((stage) => stage.peak_memory_bytes)), counts: night.counts, stages: night.stages, evaluation,
    losses: ringLosses(traced.rings, evaluation.rings.each), false_groups: traced.false_groups,
  };
}

const shell = (command: string): Promise<string> => run("/bin/sh", ["-c", command], process.env);

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err = (err + text).slice(-4000)));
  const code = await new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
  if (code !== 0) throw new Error(`${[program, ...args].join(" ")} ended with exit code ${code}: ${err.trim()}`);
  return out;
}

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { packageFolder, workFolder } from "../../config/place.js";
import { readAttempts } from "../../console/run-log.js";
import { bold } from "../../console/terminal.js";
import { RingfenceError, messageOf } from "../../errors/ringfence-error.js";
import type { StageRow } from "../../pipeline/stage-recorder.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { benchResult, benchText, compareText, type BenchResult } from "../bench-report.js";
import { parentOf, watchMemory, type MemorySample } from "../watch-memory.js";

/** `ringfence bench`: how long a night takes and how much memory, by stage, on a world of a given size. */
export function addBench(program: Command, tools: Tools): void {
  program
    .command("bench")
    .description("measure a night by stage, from Postgres to published, on a made-up world (kept under RINGFENCE_HOME/bench)")
    .option("--accounts <n>", "size of the world", wholeNumber(500), 1_000_000)
    .option("--seed <n>", "seed of the world", wholeNumber(0), 1)
    .option("--world <dir>", "a world that is there already, or any folder of accounts, logins and actions (then with --as-of)")
    .option("--as-of <time>", "end of the night's window; default: what the world's world.json says")
    .option("--compare <files...>", "no measuring: two files that --json printed, side by side")
    .option("--json", "print {accounts, run_id, seconds, peak_memory_bytes, postgres_memory_bytes, spill_bytes, stages, limit, machine, counts}")
    .addHelpText("after", `\nIt has an embedded database of its own and never touches that of DATABASE_URL. World and database are kept for the next time.\n${example("ringfence bench --accounts 20000")}`)
    .action((options: BenchOptions) => bench(tools, options));
}

interface BenchOptions {
  accounts: number;
  seed: number;
  world?: string;
  asOf?: string;
  compare?: string[];
  json?: boolean;
}

async function bench(tools: Tools, options: BenchOptions): Promise<void> {
  if (options.compare !== undefined) return compare(tools, options.compare);
  const { connect, openDatabase, withClient } = await import("../../postgres/connect.js");
  const { load } = await import("../../postgres/load.js");
  const { physicalLimit } = await import("../../pipeline/physical-limit.js");
  const { source } = tools.settings();
  const line = tools.progress(options);
  const world = options.world === undefined ? join(tools.place.home, "bench", `world-${options.accounts}-${options.seed}`) : resolve(tools.cwd, options.world);
  const home = join(tools.place.home, "bench", `home-${options.world === undefined ? `${options.accounts}-${options.seed}` : world.replace(/[^\w]+/g, "-")}`);
  mkdirSync(home, { recursive: true });
  if (options.world === undefined && !existsSync(join(world, "world.json"))) {
    const { makeWorld } = await import("../../world/make-world.js");
    await makeWorld({ accounts: options.accounts, seed: options.seed, out: world, signal: tools.signal, onProgress: (step, doneShare) => line.stage({ stage: "world", message: step, done: Math.round(100 * doneShare), total: 100 }) });
    line.stage({ stage: "world", finished: true });
  }
  const { asOf, accounts } = await worldFacts(world, options.asOf);

  const place = { home, databaseUrl: undefined, sourceUrl: undefined, configFile: tools.place.configFile };
  const database = await openDatabase(place, tools.note);
  let server: number | undefined;
  try {
    const client = await connect(database.url, "ringfence bench");
    try {
      // A night is published once; without its results the next one is measured whole.
      await client.query("drop schema if exists ringfence cascade");
      server = parentOf((await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows[0].pid);
      const { rows } = await client.query<{ there: string | null }>("select to_regclass($1) as there", [`${client.escapeIdentifier(source.schema)}.accounts`]);
      const loaded = rows[0].there !== null && (await client.query(`select 1 from ${client.escapeIdentifier(source.schema)}.accounts limit 1`)).rowCount === 1;
      if (!loaded) {
        await load({
          url: database.url, schema: source.schema, folder: world, mode: "empty", timeZone: source.time_zone, workFolder: home, signal: tools.signal,
          onProgress: ({ table, phase, bytes }) => line.stage({ stage: "load", message: `${table}: ${phase} ${Math.round(bytes / 1e6)} MB` }),
        });
        line.stage({ stage: "load", finished: true });
      }
    } finally {
      await client.end().catch(() => {});
    }
    line.stage({ stage: "night", message: "running" });
    const startMs = tools.nowMs();
    // A process of its own: what loading and making the world left in memory must not be measured.
    const { outcome, samples, postgresSamples } = await nightInOwnProcess(tools, home, asOf, server).finally(() => line.clear());
    const seconds = (tools.nowMs() - startMs) / 1000;
    line.stage({ stage: "limit", message: "the same rows, bare" });
    const { limit, version } = await withClient(database.url, "ringfence bench", async (client) => ({
      limit: await physicalLimit(client, source.schema, Date.parse(asOf), join(home, "limit"), tools.nowMs),
      version: (await client.query<{ server_version: string }>("show server_version")).rows[0].server_version,
    }));
    line.clear();
    const result = benchResult({
      accounts: accounts || (outcome.counts.accounts ?? outcome.counts.population ?? 0), runId: outcome.run_id, seconds, stages: outcome.stages, counts: outcome.counts, startedMs: Date.parse(readAttempts(home).at(-1)?.started_at ?? new Date(startMs).toISOString()), samples, postgresSamples, limit,
      machine: { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memory_bytes: totalmem(), system: `${type()} ${release()}`, node: process.versions.node, postgres: version },
    });
    if (options.json === true) return printJson(tools, result);
    tools.terminal.out(benchText(result, bold(tools.terminal)));
  } finally {
    await database.stop();
  }
}

interface NightJson {
  run_id: string;
  counts: Record<string, number>;
  stages: StageRow[];
}

/** @param server the process of its Postgres, which is watched beside it; undefined where that is not known */
async function nightInOwnProcess(tools: Tools, home: string, asOf: string, server: number | undefined): Promise<{ outcome: NightJson; samples: readonly MemorySample[]; postgresSamples: readonly MemorySample[] }> {
  const env: Record<string, string | undefined> = { ...tools.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_SOURCE_URL: "" };
  const child = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "run", "nightly", "--as-of", asOf, "--json"], { env, cwd: tools.cwd, stdio: ["ignore", "pipe", "pipe"] });
  const memory = watchMemory(child.pid, join(workFolder(home), "spill"), tools.nowMs);
  const postgresMemory = watchMemory(server, undefined, tools.nowMs);
  const stop = (): void => void child.kill("SIGTERM");
  tools.signal.addEventListener("abort", stop, { once: true });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
  const code = await ended.finally(() => [memory, postgresMemory].forEach(({ stop: stopWatching }) => stopWatching()));
  tools.signal.removeEventListener("abort", stop);
  tools.signal.throwIfAborted();
  if (code !== 0) throw new RingfenceError("UNEXPECTED", `The night that was measured ended with exit code ${code}: ${err.trim()}`);
  return { outcome: JSON.parse(out) as NightJson, samples: memory.stop(), postgresSamples: postgresMemory.stop() };
}

/** Until when a world's night looks, and how many accounts it has. A folder that ringfence did not make has no world.json and must be told. */
async function worldFacts(world: string, given: string | undefined): Promise<{ asOf: string; accounts: number }> {
  const file = join(world, "world.json");
  if (given !== undefined && Number.isNaN(Date.parse(given))) throw new RingfenceError("USAGE", `--as-of is ${JSON.stringify(given)}, which is no time. Give one such as 2025-12-22 or 2025-12-22T00:00:00Z.`);
  if (existsSync(file)) {
    const { as_of: asOf, accounts } = JSON.parse(readFileSync(file, "utf8")) as { as_of: string; accounts: number };
    return { asOf: given === undefined ? asOf : new Date(given).toISOString(), accounts };
  }
  if (given === undefined) throw new RingfenceError("USAGE", `There is no world.json in ${JSON.stringify(world)}. Make a world with "ringfence world", or say with --as-of until when the night of this folder looks.`);
  return { asOf: new Date(given).toISOString(), accounts: 0 };
}

function compare(tools: Tools, files: readonly string[]): void {
  if (files.length !== 2) throw new RingfenceError("USAGE", `--compare takes two files, ${files.length} ${files.length === 1 ? "was" : "were"} given. Make each with "ringfence bench --json > FILE".`);
  const [first, second] = files.map((path): BenchResult => {
    const file = resolve(tools.cwd, path);
    let read: BenchResult | undefined;
    try {
      // npm writes two lines before what a script prints.
      const text = readFileSync(file, "utf8");
      read = JSON.parse(text.slice(text.indexOf("{"))) as BenchResult;
    } catch (error) {
      throw new RingfenceError("USAGE", `${JSON.stringify(file)} cannot be read as a measured night: ${messageOf(error)}. Make it with "ringfence bench --json > FILE".`, { cause: error });
    }
    if (!Array.isArray(read.stages) || read.limit === undefined) throw new RingfenceError("USAGE", `${JSON.stringify(file)} is no measured night: it has no stages or no limit. Make it with "ringfence bench --json > FILE".`);
    return read;
  });
  tools.terminal.out(compareText(first, second, bold(tools.terminal)));
}

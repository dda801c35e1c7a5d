import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { packageFolder } from "../../config/place.js";
import { formatBytes, formatDuration } from "../../console/format-value.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import type { StageRow } from "../../pipeline/stage-recorder.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { stageTable } from "./run.js";

/** `ringfence bench`: how long a night takes and how much memory, by stage, on a world of a given size. */
export function addBench(program: Command, tools: Tools): void {
  program
    .command("bench")
    .description("measure a night by stage, from Postgres to published, on a made-up world (kept under RINGFENCE_HOME/bench)")
    .option("--accounts <n>", "size of the world", wholeNumber(500), 1_000_000)
    .option("--seed <n>", "seed of the world", wholeNumber(0), 1)
    .option("--world <dir>", "a world that is there already")
    .option("--json", "print {accounts, run_id, seconds, peak_memory_bytes, stages, counts}")
    .addHelpText("after", `\nIt has an embedded database of its own and never touches that of DATABASE_URL. World and database are kept for the next time.\n${example("ringfence bench --accounts 20000")}`)
    .action((options: BenchOptions) => bench(tools, options));
}

interface BenchOptions {
  accounts: number;
  seed: number;
  world?: string;
  json?: boolean;
}

async function bench(tools: Tools, options: BenchOptions): Promise<void> {
  const { connect, openDatabase } = await import("../../postgres/connect.js");
  const { load } = await import("../../postgres/load.js");
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
  const file = join(world, "world.json");
  if (!existsSync(file)) throw new RingfenceError("USAGE", `There is no world in ${JSON.stringify(world)}: it has no world.json. Make one with "ringfence world".`);
  const { as_of: asOf, accounts } = JSON.parse(readFileSync(file, "utf8")) as { as_of: string; accounts: number };

  const place = { home, databaseUrl: undefined, sourceUrl: undefined, configFile: tools.place.configFile };
  const database = await openDatabase(place, tools.note);
  try {
    const client = await connect(database.url, "ringfence bench");
    try {
      // A night is published once; without its results the next one is measured whole.
      await client.query("drop schema if exists ringfence cascade");
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
    const outcome = await nightInOwnProcess(tools, home, asOf);
    line.clear();
    const seconds = (tools.nowMs() - startMs) / 1000;
    const peak = Math.max(0, ...outcome.stages.map((stage) => stage.peak_memory_bytes));
    if (options.json === true) return printJson(tools, { accounts, run_id: outcome.run_id, seconds, peak_memory_bytes: peak, stages: outcome.stages, counts: outcome.counts });
    tools.terminal.out(`${stageTable(tools, outcome)}\n\n${accounts.toLocaleString("en-US")} accounts, from Postgres to published: ${formatDuration(seconds)}, at most ${formatBytes(peak)} (Postgres apart).\n`);
  } finally {
    await database.stop();
  }
}

interface NightJson {
  run_id: string;
  counts: Record<string, number>;
  stages: StageRow[];
}

async function nightInOwnProcess(tools: Tools, home: string, asOf: string): Promise<NightJson> {
  const env: Record<string, string | undefined> = { ...tools.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_SOURCE_URL: "" };
  const child = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "run", "nightly", "--as-of", asOf, "--json"], { env, cwd: tools.cwd, stdio: ["ignore", "pipe", "pipe"] });
  const stop = (): void => void child.kill("SIGTERM");
  tools.signal.addEventListener("abort", stop, { once: true });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const code = await new Promise<number | null>((done, fail) => child.on("error", fail).on("close", done));
  tools.signal.removeEventListener("abort", stop);
  tools.signal.throwIfAborted();
  if (code !== 0) throw new RingfenceError("UNEXPECTED", `The night that was measured ended with exit code ${code}: ${err.trim()}`);
  return JSON.parse(out) as NightJson;
}

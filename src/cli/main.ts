import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { packageFolder, placeFrom } from "../config/place.js";
import { readSettings, type Settings } from "../config/settings.js";
import { progressLine, type ProgressLine } from "../console/progress.js";
import { red, safeTerminal, type Terminal } from "../console/terminal.js";
import { RingfenceError, exitCodes, messageOf } from "../errors/ringfence-error.js";
import { addAccount } from "./commands/account.js";
import { addBench } from "./commands/bench.js";
import { addCandidates } from "./commands/candidates.js";
import { addCheck } from "./commands/check.js";
import { addConsole } from "./commands/console.js";
import { addDemo } from "./commands/demo.js";
import { addEvaluate } from "./commands/evaluate.js";
import { addExport } from "./commands/export.js";
import { addIncident, addIncidents } from "./commands/incident.js";
import { addInit } from "./commands/init.js";
import { addLoad } from "./commands/load.js";
import { addMigrate } from "./commands/migrate.js";
import { addQuery } from "./commands/query.js";
import { addReplay } from "./commands/replay.js";
import { addRetention } from "./commands/retention.js";
import { addRing } from "./commands/ring.js";
import { addRings } from "./commands/rings.js";
import { addRun } from "./commands/run.js";
import { addServe } from "./commands/serve.js";
import { addStatus } from "./commands/status.js";
import { addAllow } from "./commands/allow.js";
import { addConsume } from "./commands/consume.js";
import { addDiff } from "./commands/diff.js";
import { addFeed } from "./commands/feed.js";
import { addMode } from "./commands/mode.js";
import { addRelease } from "./commands/release.js";
import { addReview } from "./commands/review.js";
import { addUndo } from "./commands/undo.js";
import { addWorld } from "./commands/world.js";
import type { Tools } from "./tools.js";

/** What a run of the command line touches of the world. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  terminal: Terminal;
  nowMs: () => number;
  signal: AbortSignal;
}

/** The command line without its process: parses, runs, prints, and gives the exit code. */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, cwd, nowMs, signal } = surroundings;
  const terminal = safeTerminal(surroundings.terminal);
  let exitCode = 0;
  let settings: Settings | undefined;
  let line: ProgressLine = { stage: () => {}, clear: () => {} };
  const place = placeFrom(env, cwd);
  const tools: Tools = {
    place, env, cwd, terminal, nowMs, signal,
    settings: () => (settings ??= readSettings(place.configFile)),
    note(message) {
      line.clear();
      terminal.err(`${message}\n`);
    },
    progress: (options) => (line = progressLine({ err: terminal.err, live: terminal.live && options?.json !== true }, nowMs)),
    exitWith: (code) => void (exitCode = code),
  };
  try {
    await programFor(tools).parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    line.clear();
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.USAGE;
    // Whatever broke because of the signal, the signal is the reason.
    return lastWords(signal.aborted && signal.reason instanceof RingfenceError ? signal.reason : error, terminal, env);
  }
}

/** Says why it ends. @returns the exit code */
function lastWords(reason: unknown, terminal: Terminal, env: Surroundings["env"]): number {
  terminal.err(`${red({ colours: terminal.colours && terminal.live })("ringfence:")} ${sentenceOf(reason).replaceAll("\n", "\n  ")}\n`);
  if (env.RINGFENCE_DEBUG !== undefined && env.RINGFENCE_DEBUG !== "") terminal.err(`${stackOf(reason)}\n`);
  return reason instanceof RingfenceError ? reason.exitCode : exitCodes.UNEXPECTED;
}

/** Every command, in the order of `--help`. */
export function programFor(tools: Tools): Command {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as { version: string };
  const program = new Command("ringfence")
    .description("Finds rings of coordinated accounts and says why, in bits.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: tools.terminal.out, writeErr: tools.terminal.err, outputError: (text, write) => write(text.replace(/^error: /, "ringfence: ")) })
    .showHelpAfterError('("--help" shows what there is)')
    .addHelpText("after", `
Where it runs is environment: DATABASE_URL (unset: an embedded Postgres), RINGFENCE_SOURCE_URL, RINGFENCE_HOME (default var), RINGFENCE_CONFIG, RINGFENCE_PRIVACY_KEY.
Exit codes: 0 done, 1 unexpected, 2 usage, configuration or database, 3 input refused, 4 another run is going on, 5 a guardrail refused, 130/143 on a signal.`);
  for (const add of [addDemo, addInit, addCheck, addMigrate, addLoad, addRun, addServe, addStatus, addConsole, addRings, addRing, addAccount, addCandidates, addIncidents, addIncident, addReview, addDiff, addRelease, addUndo, addMode, addAllow, addFeed, addConsume, addQuery, addExport, addRetention, addReplay, addWorld, addEvaluate, addBench]) add(program, tools);
  return program;
}

function sentenceOf(error: unknown): string {
  if (error instanceof RingfenceError) return error.message;
  const full = (error as NodeJS.ErrnoException | undefined)?.code === "ENOSPC" ? "The disk is full" : "Something unexpected happened";
  return `${full}: ${messageOf(error)} (set RINGFENCE_DEBUG=1 to see where)`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`;
}

/** Ends a process that does not come to rest after a signal. */
const patienceMs = 20_000;
const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/** The entry of `src/cli/launch.js`: the command line with this process around it. */
export async function main(argv: string[]): Promise<void> {
  // What is written holds ids, devices and addresses, whatever the umask of whoever starts this.
  process.umask(0o077);
  const controller = new AbortController();
  let signalCode: number | undefined;
  const onSignal = (name: keyof typeof signalCodes): void => {
    // Asked twice: leave at once.
    if (signalCode !== undefined) process.exit(signalCode);
    signalCode = signalCodes[name];
    controller.abort(new RingfenceError("INTERRUPTED", `Stopped by ${name}. Nothing was published half; run it again when you like.`));
    setTimeout(() => process.exit(signalCode), patienceMs).unref();
  };
  process.on("SIGINT", () => onSignal("SIGINT"));
  process.on("SIGTERM", () => onSignal("SIGTERM"));
  // `ringfence rings | head` closes our output early; that is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(signalCode ?? 0);
    throw error;
  });
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(text),
    data: (text) => void process.stdout.write(text),
    screen: process.stdout.isTTY === true,
    err: (text) => void process.stderr.write(text),
    width: process.stdout.columns ?? 140,
    colours: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
    live: process.stderr.isTTY === true,
  };
  // What nobody caught holds ids like everything else, and Node would print it as it is.
  process.on("uncaughtException", (error) => process.exit(signalCode ?? lastWords(error, safeTerminal(terminal), process.env)));
  const code = await runCommandLine(argv, { env: process.env, cwd: process.cwd(), terminal, nowMs: Date.now, signal: controller.signal });
  // Output may still be on its way into a pipe.
  await new Promise((resolve) => process.stdout.write("", resolve));
  process.exit(signalCode ?? code);
}

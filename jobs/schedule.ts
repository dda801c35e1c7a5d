import { createTask, validateDetailed } from "node-cron";
import { pino, type Logger } from "pino";
import { pinoPretty } from "./pretty.js";
import type { Place } from "../src/config/place.js";
import type { Settings } from "../src/config/settings.js";
import { RingfenceError, messageOf } from "../src/errors/ringfence-error.js";
import type { NightlyOptions, NightlyOutcome } from "../src/pipeline/run-nightly.js";
import { expireDue } from "../src/enforcement/releases.js";
import { connect } from "../src/postgres/connect.js";
import type { RetentionOptions, RetentionOutcome } from "../src/pipeline/run-retention.js";
import { nightly } from "./nightly.js";
import { retention } from "./retention.js";

export interface ServeOptions {
  place: Place;
  settings: Settings;
  /** Also run once at the start. */
  runNow: boolean;
  nowMs: () => number;
  /** Stops it: the running stage is aborted, its run is recorded as failed, then it returns. */
  signal: AbortSignal;
  /** Takes the lines of the log. */
  out: (text: string) => void;
  /** Lines for people instead of JSON. */
  pretty: boolean;
  /** The job; another one in tests. */
  job?: (options: NightlyOptions) => Promise<NightlyOutcome>;
  /** Lifts what is over, and gives how many; another one in tests. */
  expire?: (databaseUrl: string) => Promise<number>;
  /** The retention job; another one in tests. */
  retentionJob?: (options: RetentionOptions) => Promise<RetentionOutcome>;
}

/**
 * Runs the nightly job and the retention job on their schedules until the signal aborts. One at a time; a failed run is logged and the next one starts clean.
 * Log lines hold counts, run ids and reasons, never account ids, devices or addresses.
 * @throws RingfenceError CONFIG for a pattern or a time zone that cannot be used.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { settings, signal } = options;
  const { nightly: pattern, retention: retentionPattern, expiry, time_zone: timeZone } = settings.schedule;
  checkSchedule("nightly", pattern, timeZone);
  checkSchedule("retention", retentionPattern, timeZone);
  checkSchedule("expiry", expiry, timeZone);
  const log = logger(options);
  let running: Promise<void> | undefined;
  let sweeping: Promise<void> | undefined;
  const night = (): Promise<void> => {
    if (running !== undefined) {
      log.warn("the night before is still running; this one is left out");
      return running;
    }
    running = oneNight(options, log).finally(() => (running = undefined));
    return running;
  };
  const task = createTask(pattern, night, { timezone: timeZone, noOverlap: true, name: "nightly", suppressMissedWarning: true });
  const sweeper = createTask(retentionPattern, () => (sweeping ??= oneSweep(options, log).finally(() => (sweeping = undefined))), { timezone: timeZone, noOverlap: true, name: "retention", suppressMissedWarning: true });
  await task.start();
  // Without a database of one's own there would be one to start every few minutes; then a release lifts what is over.
  const { databaseUrl } = options.place;
  const expiryTask = databaseUrl === undefined ? undefined : createTask(expiry, () => lift(options.expire ?? expireDueAt, databaseUrl, log), { timezone: timeZone, noOverlap: true, name: "expiry", suppressMissedWarning: true });
  await expiryTask?.start();
  await sweeper.start();
  log.info({ schedule: pattern, time_zone: timeZone, next: task.getNextRun()?.toISOString() ?? null }, "serving");
  if (options.runNow) void night();
  await new Promise<void>((resolve) => {
    // Timers of the schedule alone must not decide how long this lives.
    const alive = setInterval(() => {}, 60_000);
    const stop = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  await task.destroy();
  await expiryTask?.destroy();
  await sweeper.destroy();
  await sweeping;
  if (running !== undefined) {
    log.info("stopping: the running night is being aborted");
    await running;
  }
  log.info("stopped");
}

/** A night that never throws: what went wrong is in the log, in the run's row and in `ringfence status`. */
async function oneNight(options: ServeOptions, log: Logger): Promise<void> {
  const { place, settings, nowMs, signal } = options;
  const startMs = nowMs();
  log.info("the night begins");
  try {
    const outcome = await (options.job ?? nightly)({
      place, settings, dryRun: false, now: nowMs, signal,
      note: (message) => log.info(message),
      progress: (event) => {
        if (event.finished === true) log.info({ stage: event.stage, rows: event.rows }, "stage done");
      },
    });
    for (const warning of outcome.warnings) log.warn(warning);
    log.info({ run_id: outcome.runId, status: outcome.status, as_of: new Date(outcome.asOfMs).toISOString(), seconds: (nowMs() - startMs) / 1000, counts: outcome.counts }, "the night is over");
  } catch (error) {
    const code = error instanceof RingfenceError ? error.code : "UNEXPECTED";
    log.error({ code, seconds: (nowMs() - startMs) / 1000, reason: messageOf(error), ...(code === "UNEXPECTED" && error instanceof Error ? { stack: error.stack } : {}) }, signal.aborted ? "the night was interrupted" : "the night failed");
  }
}

/** Lifts what is over; what goes wrong is logged and tried again at the next tick. */
async function lift(expire: (databaseUrl: string) => Promise<number>, databaseUrl: string, log: Logger): Promise<void> {
  try {
    const lifted = await expire(databaseUrl);
    if (lifted > 0) log.info({ lifted }, "effects whose time was over were lifted");
  } catch (error) {
    log.error({ code: error instanceof RingfenceError ? error.code : "UNEXPECTED", reason: messageOf(error) }, "what is over could not be lifted");
  }
}

async function expireDueAt(databaseUrl: string): Promise<number> {
  const client = await connect(databaseUrl, "ringfence serve");
  try {
    return await expireDue(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** A sweep that never throws; a night that is still running keeps it out until the next day. */
async function oneSweep(options: ServeOptions, log: Logger): Promise<void> {
  const { place, settings, nowMs } = options;
  try {
    const { rows, files } = await (options.retentionJob ?? retention)({ place, settings, dryRun: false, nowMs: nowMs(), note: (message) => log.info(message) });
    log.info({ rows, files }, "what was past its time is deleted");
  } catch (error) {
    log.error({ code: error instanceof RingfenceError ? error.code : "UNEXPECTED", reason: messageOf(error) }, "the retention job failed");
  }
}

function checkSchedule(name: "nightly" | "retention" | "expiry", pattern: string, timeZone: string): void {
  const { valid, errors } = validateDetailed(pattern);
  if (!valid) {
    throw new RingfenceError("CONFIG", `schedule.${name} is ${JSON.stringify(pattern)}, which is no cron pattern: ${errors.map((error) => error.message).join("; ")}. Use for example "30 2 * * *" (02:30 every day).`);
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone });
  } catch (error) {
    throw new RingfenceError("CONFIG", `schedule.time_zone is ${JSON.stringify(timeZone)}, which is no time zone. Use a name like "UTC" or "Europe/Berlin".`, { cause: error });
  }
}

function logger({ out, pretty }: ServeOptions): Logger {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } };
  return pino(options, pretty ? pinoPretty(out) : { write: out });
}

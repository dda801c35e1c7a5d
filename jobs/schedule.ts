import { pino, type Logger } from "pino";
import { pinoPretty } from "./pretty.js";
import { makeHome } from "../src/config/make-home.js";
import type { Place } from "../src/config/place.js";
import type { Settings } from "../src/config/settings.js";
import { writeServeSign } from "../src/console/serve-sign.js";
import { RingfenceError, messageOf, type ErrorCode } from "../src/errors/ringfence-error.js";
import type { NightlyOptions, NightlyOutcome } from "../src/pipeline/run-nightly.js";
import { expireDue } from "../src/enforcement/releases.js";
import { withClient } from "../src/postgres/connect.js";
import { scheduleMemory, type ScheduleMemory } from "../src/postgres/schedule-memory.js";
import type { RetentionOptions, RetentionOutcome } from "../src/pipeline/run-retention.js";
import { alertTo, type Alert } from "./alert.js";
import { calendar, ticksBetween, type Calendar } from "./calendar.js";
import { startMinutes, type Minutes, type MinutesData, type MinutesLine } from "./minutes.js";
import { nightly } from "./nightly.js";
import { retention } from "./retention.js";
import { cronTicks, type Ticks } from "./ticks.js";

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
  /** What is known of processes before this one; another one in tests. */
  memory?: ScheduleMemory;
  /** Tells people of a failure; another one in tests. */
  alert?: (alert: Alert) => Promise<void>;
  /** What wakes it; another one in tests. */
  ticks?: Ticks;
  /** The runs on the last minutes; others in tests. */
  minutes?: (data: MinutesData, take: (line: MinutesLine) => void) => Minutes;
}

/** What begins more than this after its time is called late. */
const lateMs = 2000;
/** So many processes may die in the same night; the next one does not begin it again. */
const mostAttempts = 3;
/** So many left-out times are named one by one; of more, the number is. */
const mostNamed = 10;
/** More missed times than these are not even counted. */
const mostCounted = 1000;

/** Something with a schedule. */
interface Job {
  name: "nightly" | "retention" | "expiry";
  pattern: string;
  times: Calendar;
  /** Times up to here were run, or are accounted for. */
  handledMs: number;
  /** The first time after that; infinite: never. */
  dueMs: number;
  /** Whether a new process makes up for what was missed, and has asked what that is. */
  memory: "none" | "unasked" | "asked";
  running: Promise<void> | undefined;
  run: () => Promise<void>;
}

/**
 * Runs the nightly job and the retention job on their schedules until the signal aborts. One at a time; a failed run is logged and the next one starts
 * clean. node-cron wakes it; the calendar tells which times are due. What was missed (by a pause of the machine, a restart, a change of clocks) runs once,
 * as soon as may be; every time that was late or left out is a line of the log. Log lines hold counts, run ids and reasons, never account ids, devices or
 * addresses.
 * @throws RingfenceError CONFIG for a pattern or a time zone that cannot be used.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { place, settings, signal, nowMs } = options;
  const { nightly: nightlyPattern, retention: retentionPattern, expiry: expiryPattern, time_zone: timeZone } = settings.schedule;
  const startMs = nowMs();
  const log = logger(options);
  const alert = options.alert ?? alertTo(place.alertUrl, log);
  const memory = options.memory ?? scheduleMemory(place, (message) => log.info(message));
  const job = (name: Job["name"], pattern: string, run: () => Promise<void>): Job => {
    const times = calendar(name, pattern, timeZone);
    return { name, pattern, times, handledMs: startMs, dueMs: after(times, startMs), memory: name === "expiry" ? "none" : "unasked", running: undefined, run };
  };
  // What both want is the run's lock: one waits for the other.
  const night: Job = job("nightly", nightlyPattern, async () => {
    await sweep.running;
    await oneNight(options, log, alert);
  });
  const sweep: Job = job("retention", retentionPattern, async () => {
    await night.running;
    await oneSweep(options, log, alert);
  });
  const { databaseUrl } = place;
  let lifting = true;
  let said = false;
  const expiry = job("expiry", expiryPattern, async () => {
    const lifted = await lift(options.expire ?? expireDueAt, databaseUrl!, log);
    // Every five minutes would be too often to say so.
    if (!lifted.well && lifting) await alert({ event: "expiry failed", code: lifted.code, reason: lifted.reason });
    lifting = lifted.well;
  });
  // Without a database of one's own there would be one to start every few minutes; then a release lifts what is over.
  const jobs = databaseUrl === undefined ? [night, sweep] : [night, sweep, expiry];
  makeHome(place.home);
  log.info({ schedule: nightlyPattern, time_zone: timeZone, next: isoOrNull(night.dueMs) }, "serving");
  if (options.runNow) begin(night, startMs);
  // Like lifting: without a database of one's own there would be one to start every minute.
  const watched = databaseUrl !== undefined && settings.schedule.incident !== "off";
  if (watched) calendar("incident", settings.schedule.incident, timeZone);
  const minutes = !watched ? undefined : (options.minutes ?? startMinutes)({ place, settings }, tellMinutes(log, alert));
  const ticks = options.ticks ?? cronTicks(jobs.map(({ pattern }) => pattern), timeZone);
  signal.addEventListener("abort", ticks.stop, { once: true });
  try {
    while (!signal.aborted) {
      for (const one of jobs) await look(one);
      sign();
      await ticks.next(Math.max(0, Math.min(...jobs.map(({ dueMs }) => dueMs - nowMs()))));
    }
  } finally {
    ticks.stop();
  }
  if (night.running !== undefined) log.info("stopping: the running night is being aborted");
  for (const one of jobs) await one.running;
  await minutes?.stop();
  log.info("stopped");

  /** Begins a job when one of its times has come; what came before it meanwhile, or while it is running, is left out. */
  async function look(one: Job): Promise<void> {
    if (one.memory === "unasked") await recall(one);
    const now = nowMs();
    if (now < one.dueMs) return;
    const due = ticksBetween(one.times, one.handledMs, now, mostCounted);
    handled(one, due.length < mostCounted ? due[due.length - 1] : now);
    const busy = one.running !== undefined;
    const left = busy ? due : due.slice(0, -1);
    const why = busy ? "the one before is still running; this one is left out" : "missed; left out, for a later one runs now";
    for (const ms of left.slice(0, mostNamed)) log.warn({ job: one.name, scheduled_at: iso(ms) }, why);
    if (left.length > mostNamed) log.warn({ job: one.name, left_out: left.length - mostNamed, until: iso(left[left.length - 1]) }, "and so many more left out");
    if (busy) return;
    if (now - one.handledMs > lateMs) log.warn({ job: one.name, scheduled_at: iso(one.handledMs), late_seconds: Math.round((now - one.handledMs) / 1000) }, "missed at its time; it runs now");
    begin(one, one.handledMs);
  }

  /** Asks what the processes before this one did; while nobody answers, at every look. */
  async function recall(one: Job): Promise<void> {
    let last;
    try {
      last = await memory.last(one.name, startMs);
    } catch (error) {
      if (!said) log.warn({ job: one.name, code: codeOf(error), reason: messageOf(error) }, "what was missed before the start is not known yet");
      said = true;
      return;
    }
    one.memory = "asked";
    if (last === undefined || one.running !== undefined || last.scheduledMs >= one.handledMs) return;
    if (last.ended) handled(one, last.scheduledMs);
    else if (last.attempts < mostAttempts) {
      log.warn({ job: one.name, scheduled_at: iso(last.scheduledMs) }, "its process ended before it did; it runs again");
      handled(one, last.scheduledMs - 1);
    } else {
      handled(one, last.scheduledMs);
      const reason = `The job ${one.name} of ${iso(last.scheduledMs)} is given up: ${last.attempts} processes died in it (killed for their memory?). The next one runs at its time.`;
      log.error({ job: one.name, scheduled_at: iso(last.scheduledMs), reason }, "given up");
      await memory.end(one.name, last.scheduledMs, nowMs()).catch(() => {});
      await alert({ event: `${one.name} given up`, code: "UNEXPECTED", reason });
    }
  }

  function begin(one: Job, scheduledMs: number): void {
    const remembered = one.memory !== "none";
    const keep = async (what: () => Promise<void>): Promise<void> => {
      if (remembered) await what().catch((error: unknown) => log.warn({ job: one.name, code: codeOf(error), reason: messageOf(error) }, "the schedule could not be kept"));
    };
    one.running = (async () => {
      await keep(() => memory.begin(one.name, scheduledMs, nowMs()));
      await one.run();
      await keep(() => (signal.aborted ? memory.interrupt(one.name, scheduledMs) : memory.end(one.name, scheduledMs, nowMs())));
    })().finally(() => (one.running = undefined));
  }

  function sign(): void {
    try {
      writeServeSign(place.home, { seen_at: iso(nowMs()), next_at: isoOrNull(night.dueMs) });
    } catch (error) {
      log.warn({ reason: messageOf(error) }, "the sign for health checks could not be written");
    }
  }
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number): string | null => (Number.isFinite(ms) ? iso(ms) : null);
const after = (times: Calendar, ms: number): number => times.next(ms) ?? Number.POSITIVE_INFINITY;

/** A job's times are accounted for up to a moment. */
function handled(job: Job, ms: number): void {
  job.handledMs = ms;
  job.dueMs = after(job.times, ms);
}

const codeOf = (error: unknown): ErrorCode => (error instanceof RingfenceError ? error.code : "UNEXPECTED");

/** A night that never throws: what went wrong is in the log, in the run's row, in `ringfence status` and in the alert. */
async function oneNight(options: ServeOptions, log: Logger, alert: (alert: Alert) => Promise<void>): Promise<void> {
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
    log.info({ run_id: outcome.runId, status: outcome.status, as_of: iso(outcome.asOfMs), seconds: (nowMs() - startMs) / 1000, counts: outcome.counts }, "the night is over");
  } catch (error) {
    const code = codeOf(error);
    const reason = messageOf(error);
    // Another run does the night's work.
    if (code === "LOCKED") return log.warn({ code, reason }, "the night is left out: another run is going on");
    const refused = code === "GUARDRAIL";
    log.error({ code, seconds: (nowMs() - startMs) / 1000, reason, ...(code === "UNEXPECTED" && error instanceof Error ? { stack: error.stack } : {}) }, signal.aborted ? "the night was interrupted" : refused ? "the night was refused" : "the night failed");
    if (!signal.aborted) await alert({ event: refused ? "night refused" : "night failed", code, reason });
  }
}

/** How lifting what is over went. */
type Lifted = { well: true } | { well: false; code: ErrorCode; reason: string };

/** Lifts what is over; what goes wrong is logged and tried again at the next tick. */
async function lift(expire: (databaseUrl: string) => Promise<number>, databaseUrl: string, log: Logger): Promise<Lifted> {
  try {
    const lifted = await expire(databaseUrl);
    if (lifted > 0) log.info({ lifted }, "effects whose time was over were lifted");
    return { well: true };
  } catch (error) {
    const failure = { code: codeOf(error), reason: messageOf(error) };
    log.error(failure, "what is over could not be lifted");
    return { well: false, ...failure };
  }
}

/** Lines of the minutes for the log; of failures in a row people hear once, and of everybody that is proposed. */
function tellMinutes(log: Logger, alert: (alert: Alert) => Promise<void>): (line: MinutesLine) => void {
  let well = true;
  return ({ level, message, facts, well: now, incident }) => {
    log[level](facts, message);
    if (now === false && well) void alert({ event: "minutes failed", code: (facts.code ?? "UNEXPECTED") as ErrorCode, reason: String(facts.reason) });
    well = now ?? well;
    if (incident !== undefined) void alert({ event: "incident", code: "INCIDENT", reason: incident });
  };
}

const expireDueAt = (databaseUrl: string): Promise<number> => withClient(databaseUrl, "ringfence serve", expireDue);

/** A sweep that never throws. */
async function oneSweep(options: ServeOptions, log: Logger, alert: (alert: Alert) => Promise<void>): Promise<void> {
  const { place, settings, nowMs } = options;
  if (options.signal.aborted) return;
  try {
    const { rows, files } = await (options.retentionJob ?? retention)({ place, settings, dryRun: false, nowMs: nowMs(), note: (message) => log.info(message) });
    log.info({ rows, files }, "what was past its time is deleted");
  } catch (error) {
    const failure = { code: codeOf(error), reason: messageOf(error) };
    log.error(failure, "the retention job failed");
    await alert({ event: "retention failed", ...failure });
  }
}

function logger({ out, pretty }: ServeOptions): Logger {
  const options = { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label: string) => ({ level: label }) } };
  return pino(options, pretty ? pinoPretty(out) : { write: out });
}

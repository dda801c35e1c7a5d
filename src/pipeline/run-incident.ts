import { existsSync, linkSync, copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tenth } from "../candidates/reasons.js";
import { makeHome } from "../config/make-home.js";
import { adoptedBaselineFile, baselineFile, incidentFile, incidentWorkFolder, type Place } from "../config/place.js";
import { hashPrefix, privacyKeyOf } from "../config/privacy-key.js";
import { settingsHash, type Settings } from "../config/settings.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { looksHijacked, type Evidence } from "../incident/evidence.js";
import { bandHigh, onsetOf, scanSurge, type Minute, type Surge } from "../incident/scan.js";
import { databaseError, openDatabase, withClient, type Database } from "../postgres/connect.js";
import { extract } from "../postgres/extract.js";
import { withRunLock, type HeldLock } from "../postgres/lock.js";
import { migrate, requireCurrentSchema } from "../postgres/migrate.js";
import { openIncident, openProposals, publishTick, type IncidentAnswer, type OpenIncident, type TickPublication, type TickResult } from "../postgres/publish-incident.js";
import { statement } from "../postgres/transaction.js";
import { releaseIncident } from "../enforcement/release-incident.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { codeVersion } from "./describe-run.js";
import { staleBaselineMs } from "./leave-baseline.js";
import { scoreSurge, type Scored, type ScoredSurge } from "./score-surge.js";

const minuteMs = 60_000;
/** So much that was missed is looked at minute by minute. */
const longestGapMs = 24 * 60 * minuteMs;
/** The scan looks back so far, and curves begin so long before the onset. */
const scanMs = 60 * minuteMs;
const curveBeforeMs = 30 * minuteMs;
/** A target is looked at over so many minutes, from so many acts, where it has so many times what is usual when it is busy; so many targets are told. */
const target = { minutes: 5, least: 50, times: 3, most: 10 } as const;
/** Bits by which a proposal's evidence must have fallen below what it takes, before it is withdrawn: no back and forth. */
const withdrawSlackBits = 2;

export interface IncidentOptions {
  place: Place;
  settings: Settings;
  /** The end of what is read, excluded; default: the last whole minute. */
  asOfMs?: number;
  now: () => number;
  note: (message: string) => void;
  signal?: AbortSignal;
  threads?: number;
}

/** A surge that a run saw. */
export interface SeenSurge {
  action: string;
  /** Null: of the action as a whole. */
  targetId: string | null;
  onsetMs: number;
  count: number;
  expected: number;
  bits: number;
}

export interface IncidentOutcome {
  /** up-to-date: everything before as_of had been read. */
  status: "done" | "up-to-date";
  asOfMs: number;
  /** Where it began to read: late rows are looked for some minutes before what the run before read. */
  fromMs: number;
  baselineRunId: string;
  rows: { read: number; late: number; known: number };
  surges: SeenSurge[];
  incidentId: string | null;
  ringId: string | null;
  coordinated: boolean;
  proposed: number;
  withdrawn: number;
  released: number;
  seconds: number;
}

/**
 * One run on the last minutes: reads what is new since the one before it, scans it against the usual course, and where rooms are opened in a surge looks for who is behind it and proposes them.
 * One at a time; whoever is killed leaves the work to the next one.
 * @throws RingfenceError LOCKED when another one is going on, INPUT when no night has left a usual course yet, and what its parts throw.
 */
export async function runIncident(options: IncidentOptions): Promise<IncidentOutcome> {
  const { place, now } = options;
  const startedAt = new Date(now());
  const began = performance.now();
  const seconds = (): number => Math.round((performance.now() - began) / 10) / 100;
  const toMs = options.asOfMs ?? now() - (now() % minuteMs);
  makeHome(place.home);
  const application = `ringfence incident ${process.pid}`;
  try {
    const database = await openDatabase(place, options.note);
    try {
      await withClient(database.url, application, async (client) => {
        if (database.embedded) await migrate(client);
        await requireCurrentSchema(client);
      });
      return await withRunLock(database.url, application, ["incident"], (lock) => tick(options, database, lock, application, { toMs, startedAt, seconds }));
    } finally {
      await database.stop();
    }
  } catch (error) {
    throw databaseError(error, "looking at the last minutes");
  }
}

interface Clock {
  toMs: number;
  startedAt: Date;
  seconds: () => number;
}

async function tick(options: IncidentOptions, database: Database, lock: HeldLock, application: string, { toMs, startedAt, seconds }: Clock): Promise<IncidentOutcome> {
  const { place, settings, signal } = options;
  const known = await withClient(database.url, application, (client) => openIncident(client, settings.source.opening_action));
  adoptBaseline(place.home, known !== undefined);
  // In memory; only what has been read since the night is on disk, beside it.
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: settings.engine.memory_limit, tempFolder: join(incidentWorkFolder(place.home), "spill"), ...(options.threads === undefined ? {} : { threads: options.threads }) });
  const interrupt = (): void => engine.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const base = await openState(engine, place.home);
    if (options.now() - base.asOfMs > staleBaselineMs && options.asOfMs === undefined) options.note(`The usual course is of the night ${base.runId}, as of ${new Date(base.asOfMs).toISOString()}: nights do not run. See "ringfence status".`);
    const outcome: IncidentOutcome = {
      status: "up-to-date", asOfMs: toMs, fromMs: toMs, baselineRunId: base.runId, rows: { read: 0, late: 0, known: 0 }, surges: [], incidentId: known?.incident_id ?? null, ringId: known?.ring_id ?? null,
      coordinated: known?.coordinated ?? false, proposed: 0, withdrawn: 0, released: 0, seconds: 0,
    };
    // What was read but not published (killed between the two) is looked at again.
    const published = await withClient(database.url, application, async (client) => Number((await statement<{ to_ms: string | null }>(client, "select extract(epoch from max(to_at)) * 1000 as to_ms from ringfence.incident_tick")).rows[0].to_ms ?? 0));
    if (toMs <= base.toMs && toMs <= published) return { ...outcome, seconds: seconds() };
    if (toMs > base.toMs) Object.assign(outcome, await readNew(engine, options, database, base, toMs));
    // The first run after a night does not go through the day before it.
    const sinceMs = published <= base.asOfMs ? toMs : Math.min(base.toMs, published);
    const scanned = await scan(engine, settings, sinceMs, toMs);
    outcome.surges = scanned.seen;
    const incident = await lookInto(engine, database.url, application, settings, scanned, known, toMs);
    const result: TickResult = await withClient(database.url, application, (client) =>
      publishTick(client, {
        toMs, startedAt, seconds, baselineRunId: base.runId, configHash: settingsHash(settings), codeVersion: codeVersion(settings.source.extract), population: base.population, rows: outcome.rows,
        surges: scanned.seen.map((one) => ({ action: one.action, target: one.targetId, onset_at: new Date(one.onsetMs).toISOString(), count: one.count, expected: Math.round(one.expected * 10) / 10, bits: Math.round(one.bits) })),
        incident,
      }, lock.assertHeld),
    );
    if (result.setAside > 0) options.note(`${result.setAside} proposals of the incident were set aside: ${result.faults.map(({ fault, count }) => `${fault} (${count})`).join(", ")}. They stand in ringfence.set_aside.`);
    if (result.proposed > 0 && result.ringId !== null) result.released = await withClient(database.url, application, (client) => releaseIncident(client, result.ringId!));
    return { ...outcome, status: "done", incidentId: result.incidentId, ringId: result.ringId, coordinated: incident?.coordinated ?? false, proposed: result.proposed, withdrawn: result.withdrawn, released: result.released, seconds: seconds() };
  } finally {
    signal?.removeEventListener("abort", interrupt);
    engine.close();
    rmSync(incidentWorkFolder(place.home), { recursive: true, force: true });
  }
}

/** What a run says of the incident that is open, or that begins now; undefined: there is none. */
async function lookInto(engine: DuckDbEngine, url: string, application: string, settings: Settings, { opening }: Scanned, known: OpenIncident | undefined, toMs: number): Promise<TickPublication["incident"]> {
  if (opening === undefined && known === undefined) return undefined;
  const action = settings.source.opening_action;
  const onsetMs = Math.min(known?.onset_at.getTime() ?? Number.POSITIVE_INFINITY, opening?.onsetMs ?? Number.POSITIVE_INFINITY);
  const lastSurgeMs = opening?.lastMs ?? known!.last_surge_at.getTime();
  const scored = await scoreSurge(engine, onsetMs, toMs, settings);
  const coordinated = scored.coordinated || known?.coordinated === true;
  const ringId = known?.ring_id ?? null;
  const standing = ringId === null ? [] : await withClient(url, application, (client) => openProposals(client, ringId));
  const now = new Map(scored.accounts.map((one) => [one.accountId, one]));
  const curve = await minutesOf(engine, onsetMs - curveBeforeMs, toMs, action);
  const peak = curve.reduce((best, one) => (one.count > best.count ? one : best));
  return {
    known, action, onsetMs, lastSurgeMs, over: toMs - lastSurgeMs >= settings.incident.over_minutes * minuteMs, coordinated,
    peakCount: peak.count, peakExpected: peak.rate, participantCount: scored.accounts.filter((one) => one.active).length, facts: factsOf(scored),
    minutes: curve.map((one) => ({ minuteMs: one.minuteMs, count: one.count, expected: one.rate, high: bandHigh(one.rate, one.dispersion) })),
    accounts: scored.accounts.filter((one) => one.active || one.action !== null).map((one) => answerOf(one, settings, coordinated, scored, onsetMs)),
    restrictHours: settings.incident.restrict_hours, standing: new Map(standing.map((one) => [one.account_id, one.action])), withdraw: standing.filter((one) => fallen(one.action, now.get(one.account_id), settings)).map((one) => one.account_id),
  };
}

/** A proposal of this incident that would not be made any more, by more than a little; who was restricted for what he might do, and has done it as people do, at once. */
function fallen(action: string, now: Scored | undefined, { incident }: Settings): boolean {
  if (now === undefined) return true;
  if (now.active && action === "restrict" && now.bits < incident.challenge_bits) return true;
  return now.active ? now.bits < incident.challenge_bits - withdrawSlackBits : now.bits < Math.log2(incident.waiting_probability / (1 - incident.waiting_probability)) - withdrawSlackBits;
}

/**
 * The baseline that the runs on minutes stand on is their own link to what the night left: a night that comes in the middle of an incident replaces the file, and the incident goes on with the one
 * that it began with.
 */
function adoptBaseline(home: string, inIncident: boolean): void {
  const [left, own] = [baselineFile(home), adoptedBaselineFile(home)];
  if (existsSync(own) && (inIncident || !existsSync(left))) return;
  if (!existsSync(left)) {
    throw new RingfenceError("INPUT", `No night has left a usual course in ${home} yet, so nothing can be told from it. Run a night first: "ringfence run nightly".`);
  }
  rmSync(own, { force: true });
  try {
    linkSync(left, own);
  } catch {
    // A file system without links.
    copyFileSync(left, own);
  }
}

interface State {
  runId: string;
  asOfMs: number;
  /** Everything before was read. */
  toMs: number;
  population: number;
}

/** Attaches the baseline as `base` and what was read since as `state`; a state of another night is begun anew. */
async function openState(engine: DuckDbEngine, home: string): Promise<State> {
  const attach = (path: string, as: string): Promise<void> => engine.run(`attach '${path.replaceAll("'", "''")}' as ${as}`);
  await attach(adoptedBaselineFile(home), "base (read_only)");
  await viewCameBy(engine);
  const [about] = await engine.rows("select run_id, as_of_ms, (select count(*) from base.account where closed_ms is null or closed_ms >= as_of_ms) as population from base.about");
  const file = incidentFile(home);
  const fresh = async (): Promise<void> => {
    await attach(file, "state");
    for (const table of ["account", "login", "action", "mark"]) await engine.runFile(`incident/tick/create_${table}.sql`);
  };
  await fresh();
  let [mark] = await engine.rows("select run_id, to_ms from state.mark");
  if (mark === undefined || mark.run_id !== about.run_id) {
    await engine.run("detach state");
    for (const one of [file, `${file}.wal`]) rmSync(one, { force: true });
    await fresh();
    await engine.runFile("incident/tick/begin_mark.sql", { run_id: String(about.run_id), as_of_ms: Number(about.as_of_ms) });
    mark = { run_id: about.run_id, to_ms: about.as_of_ms };
  }
  await engine.runFile("incident/tick/account.sql");
  return { runId: String(about.run_id), asOfMs: Number(about.as_of_ms), toMs: Number(mark.to_ms), population: Number(about.population) };
}

/** What silent accounts came by until the night; of a baseline that a version before this left nothing is known of anybody, until the next night. */
async function viewCameBy(engine: DuckDbEngine): Promise<void> {
  const isKnown = (await engine.number("select count(*) from duckdb_tables() where database_name = 'base' and table_name in ('old_thing', 'came_by')")) === 2;
  await engine.run(`create or replace view old_thing as ${isKnown ? "from base.old_thing" : "select 0 as account, 0::ubigint as thing where false"}`);
  await engine.run(`create or replace view night_came_by as ${isKnown ? "from base.came_by" : "select 0 as account, 0 as came_by where false"}`);
}

/** Reads what is new, and what came late; each row once, however often it is read. */
async function readNew(engine: DuckDbEngine, options: IncidentOptions, database: Database, base: State, toMs: number): Promise<Pick<IncidentOutcome, "fromMs" | "rows">> {
  const { place, settings, signal } = options;
  const fromMs = Math.max(base.asOfMs, base.toMs - settings.incident.late_minutes * minuteMs);
  const folder = join(incidentWorkFolder(place.home), "extract");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const extracted = await extract({
    sourceUrl: database.sourceUrl, schema: settings.source.schema, ownSql: settings.source.extract, timeZone: settings.source.time_zone, asOfMs: toMs, privacyKey: privacyKeyOf(place),
    loginFromMs: fromMs, actionFromMs: fromMs, accountFromMs: base.asOfMs, folder, signal,
  });
  const params = { ...plausibleTime, from_ms: fromMs, as_of_ms: toMs, key_prefix: hashPrefix(privacyKeyOf(place)), read_ms: base.toMs };
  for (const table of ["account", "login", "action"] as const) await engine.runFile(`duckdb/stage/raw_${table}.sql`, { file: extracted.files[table] });
  await engine.runFile("incident/tick/add_account.sql");
  for (const file of ["device", "address", "login_ruled", "action_ruled"]) await engine.runFile(`duckdb/stage/${file}.sql`, params);
  const usable = await engine.number("select (select count(*) from login_ruled where rule is null) + (select count(*) from action_ruled where rule is null)");
  const held = "select (select count(*) from state.new_login where logged_in_ms < $before_ms) + (select count(*) from state.new_action where acted_ms < $before_ms)";
  const before = { all: await engine.number(held, { before_ms: Number.MAX_SAFE_INTEGER }), late: await engine.number(held, { before_ms: base.toMs }) };
  await engine.run("begin");
  for (const table of ["login", "action"]) await engine.runFile(`incident/tick/add_${table}.sql`, { from_ms: fromMs });
  await engine.runFile("incident/tick/move_mark.sql", { to_ms: toMs });
  await engine.run("commit");
  const added = (await engine.number(held, { before_ms: Number.MAX_SAFE_INTEGER })) - before.all;
  const late = (await engine.number(held, { before_ms: base.toMs })) - before.late;
  for (const table of ["raw_account", "raw_login", "raw_action", "device", "address", "login_ruled", "action_ruled"]) await engine.run(`drop table ${table}`);
  return { fromMs, rows: { read: usable, late, known: usable - added } };
}

interface Scanned {
  /** What is above the usual course now. */
  seen: SeenSurge[];
  /** Since the run before, the surge of the action that opens rooms: its onset, and when it was last above the usual; undefined: there was none. */
  opening: { onsetMs: number; lastMs: number } | undefined;
}

/** Every type of action and every large target against its usual course. Minutes that were missed are scanned one by one for the action that opens rooms: an attack in the gap is over, and its accounts are not. */
async function scan(engine: DuckDbEngine, settings: Settings, sinceMs: number, toMs: number): Promise<Scanned> {
  const { incident, source } = settings;
  const gapMs = Math.max(toMs - longestGapMs, Math.min(sinceMs, toMs - minuteMs));
  const byAction = new Map<string, Minute[]>();
  for (const row of await engine.rows(sqlFile("incident/tick/minute.sql"), { from_ms: gapMs - scanMs, to_ms: toMs })) {
    const action = String(row.action);
    if (!byAction.has(action)) byAction.set(action, []);
    byAction.get(action)!.push(minuteOf(row));
  }
  const surgeOf = (minutes: readonly Minute[]): Surge | undefined => {
    const surge = scanSurge(minutes);
    return surge !== undefined && surge.bits >= incident.surge_bits && surge.count >= incident.surge_factor * surge.expected ? surge : undefined;
  };
  const seen: SeenSurge[] = [];
  for (const [action, minutes] of byAction) {
    const surge = surgeOf(minutes);
    if (surge !== undefined) seen.push({ action, targetId: null, onsetMs: onsetOf(minutes, surge), count: surge.count, expected: surge.expected, bits: surge.bits });
  }
  let opening: Scanned["opening"];
  const rooms = byAction.get(source.opening_action) ?? [];
  for (const [at, minute] of rooms.entries()) {
    if (minute.minuteMs + minuteMs <= gapMs) continue;
    const until = rooms.slice(0, at + 1);
    const surge = surgeOf(until);
    if (surge !== undefined) opening = { onsetMs: Math.min(opening?.onsetMs ?? Number.POSITIVE_INFINITY, onsetOf(until, surge)), lastMs: minute.minuteMs + minuteMs };
  }
  const targets = await engine.rows(sqlFile("incident/tick/busy_target.sql"), { from_ms: toMs - target.minutes * minuteMs, to_ms: toMs, least: target.least, times: target.times, most: target.most, opening_action: source.opening_action });
  for (const row of targets) {
    const [count, expected] = [Number(row.act_count), Math.max(0.2, Number(row.rate)) * target.minutes];
    const surge = scanSurge([{ minuteMs: toMs - target.minutes * minuteMs, count, rate: expected, dispersion: 1 }]);
    if (surge !== undefined && surge.bits >= incident.surge_bits) seen.push({ action: String(row.action), targetId: String(row.target_id), onsetMs: surge.fromMs, count, expected, bits: surge.bits });
  }
  return { seen, opening };
}

const minuteOf = (row: Record<string, unknown>): Minute => ({ minuteMs: Number(row.minute_ms), count: Number(row.act_count), rate: Number(row.rate), dispersion: Number(row.dispersion) });

const minutesOf = async (engine: DuckDbEngine, fromMs: number, toMs: number, action: string): Promise<Minute[]> =>
  (await engine.rows(`select * from (\n${sqlFile("incident/tick/minute.sql")}\n) where action = $action order by minute_ms`, { from_ms: fromMs, to_ms: toMs, action })).map(minuteOf);

/** What the surge is said to be made of. */
function factsOf({ surge, accounts, lit, coordinated }: ScoredSurge): object {
  const count = (of: (one: Scored) => string | null): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const one of accounts) {
      const name = of(one);
      if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return {
    coordinated, awake: surge.awakeCount,
    cohorts: lit.slice(0, 20).map((one) => ({ cohort: one.cohort, awake: one.awake, accounts: one.accounts, bits: Math.round(one.bits) })), cohort_count: lit.length,
    rings: count((one) => (one.active ? one.ringId : null)),
    rests_on: count((one) => (one.action === null ? null : strongest(one))),
    spared: count((one) => (one.active && one.action === null ? sparedBecause(one) : null)),
  };
}

const strongest = (one: Scored): string => one.evidence.reduce((best, evidence) => (evidence.bits > best.bits ? evidence : best)).name;

function sparedBecause(one: Scored): string {
  if (one.exempt !== null) return one.exempt;
  if (!one.quiet) return "acted on its own in the days before";
  return one.evidence.length <= 1 ? "nothing but the surge" : "too little besides the surge";
}

type IncidentKey = NonNullable<Evidence["key"]> & { bits: number };

/** Which kinds of trace the evidence is of, as everywhere else. */
function answerOf(one: Scored, settings: Settings, coordinated: boolean, { surge }: ScoredSurge, onsetMs: number): IncidentAnswer {
  const speaking = one.evidence.filter(({ bits }) => bits > 0).toSorted((first, second) => second.bits - first.bits);
  const ownKeys = speaking.flatMap(({ key, bits }) => (key === undefined ? [] : [{ ...key, bits: tenth(bits) }]));
  // What has no key of its own rests on the surge: brakes, allow-list and those who check proposals see all of its weight.
  const bitsOfSurge = tenth(speaking.reduce((sum, { key, bits }) => (key === undefined ? sum + bits : sum), 0));
  const keys: IncidentKey[] = bitsOfSurge > 0 ? [...ownKeys, { kind: "flood", key: String(onsetMs), members: surge.awakeCount, bits: bitsOfSurge }] : ownKeys;
  const answer = one.exempt !== null ? "exempt" : coordinated && one.action !== null ? one.action : "spared";
  const hijacked = answer === "challenge" && looksHijacked(one.view, settings.candidate.hijack_age_days) ? " It is old and had a life before, so it may have been taken over." : "";
  const why = answer === "spared" || (answer === "exempt" && speaking.length === 0) ? `${answer === "spared" ? "Spared" : "Left alone"}: ${sparedBecause(one)}.` : `${one.active ? "Took part in the incident" : "Belongs to accounts that take part in the incident"}: ${speaking.map(({ says }) => says).join("; ")}.${hijacked}`;
  const kinds = [...new Set(["flood", ...keys.map(({ kind }) => kind)])];
  return {
    accountId: one.accountId, answer, firstMs: one.firstMs, bits: tenth(one.bits), probability: Math.round(one.probability * 1e4) / 1e4, harm: one.harm, why: why.slice(0, 3900),
    evidence: one.evidence.map(({ name, bits, says }) => ({ name, bits: tenth(bits), says })), kinds,
    reasons: { incident: true, bits_by_evidence: Object.fromEntries(one.evidence.map(({ name, bits }) => [name, tenth(bits)])), ring_size: surge.awakeCount, keys, summary: why.slice(0, 3900) },
  };
}


import { mkdtempSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg, { type Client } from "pg";
import { makeHome } from "../config/make-home.js";
import { adoptedBaselineFile, incidentFile, type Place } from "../config/place.js";
import type { Settings } from "../config/settings.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { readList } from "../evaluate/evaluate.js";
import { openDatabase, withClient } from "../postgres/connect.js";
import { copyRows, type Cell } from "../postgres/copy-rows.js";
import { load } from "../postgres/load.js";
import { convertLoadFile, findLoadFile, loadTables, type LoadTable } from "../postgres/load-file.js";
import { migrate, requireCurrentSchema } from "../postgres/migrate.js";
import { statement } from "../postgres/transaction.js";
import { runIncident, type IncidentOutcome } from "./run-incident.js";
import { lastMidnight, runNightly, type NightlyOutcome } from "./run-nightly.js";
import type { Progress } from "./stage-recorder.js";

const tables = Object.keys(loadTables) as LoadTable[];
/** The column that says when a row happened. */
const timeOf = { accounts: "created_at", logins: "logged_in_at", actions: "acted_at" } as const;

export interface ReplayOptions {
  place: Place;
  settings: Settings;
  /** Holds accounts, logins and actions, each as .csv or .parquet. */
  folder: string;
  /** What is before is there at the start; the ticks are from here, to there (end included). */
  fromMs: number;
  toMs: number;
  /** Event time between two ticks, ms. */
  tickMs: number;
  /** So many times faster than it happened; infinite: as fast as it goes. */
  speed: number;
  /** The end of what the night before looks at; default: the last midnight before `fromMs`. */
  nightMs?: number;
  /** account_id, ring, optional kind: who the attackers are. Without it nobody is judged. */
  truth?: string;
  /** account_id, kind: kinds of innocents, for the end. */
  innocents?: string;
  /** This share of the rows comes so many minutes late; this share comes twice. */
  lateShare: number;
  lateMinutes: number;
  doubleShare: number;
  /** Empty the source tables first. */
  replace: boolean;
  now: () => number;
  note: (message: string) => void;
  progress: Progress;
  /** Progress of what is no night. */
  say: (message: string) => void;
  onTick: (tick: ReplayTick) => void | Promise<void>;
  signal?: AbortSignal;
  threads?: number;
}

/** One tick, as `ringfence replay --json` prints it: a contract. Counts are up to and with this tick; attackers and innocents are 0 without `--truth`. */
export interface ReplayTick {
  /** The end of the tick's data, ISO 8601. */
  at: string;
  /** Attackers that have opened a room since the replay began. */
  attackers_active: number;
  /** Attackers with a proposal that stands, of the night or of the minutes, other than watch. */
  attackers_proposed: number;
  /** Of these, proposed before they opened a room. */
  attackers_proposed_before_act: number;
  /** Attackers that have acted and are proposed. */
  attackers_active_proposed: number;
  /** Innocents with a proposal of the minutes that stands; of these to restrict, to ban. */
  innocents_proposed: number;
  innocents_restricted: number;
  innocents_to_ban: number;
  /** Innocents that have opened a room since the onset of an incident, and those of them that are proposed, to restrict. */
  innocents_active: number;
  innocents_active_proposed: number;
  innocents_active_restricted: number;
  /** Everybody with a proposal of the minutes that stands. */
  proposed: number;
  incident_id: string | null;
  late_rows: number;
  seconds: number;
}

export interface ReplayOutcome {
  night: NightlyOutcome;
  ticks: ReplayTick[];
  /** Innocents with a proposal of the minutes that stands, by kind; empty without `--innocents`. */
  innocents: { kind: string; accounts: number; active: number; proposed: number; restricted: number; to_ban: number }[];
}

/**
 * Plays a folder of files in the contract into the source tables in event time, with a night before it and a run on the minutes at every tick, and says at each what had been known by then.
 * Its home must be one of its own: what the minutes knew there before is forgotten.
 * @throws RingfenceError USAGE for times that do not fit and for results that hold incidents already, INPUT for files that do not; what nights and runs on minutes throw.
 */
export async function replay(options: ReplayOptions): Promise<ReplayOutcome> {
  const { settings, fromMs, toMs, tickMs, signal } = options;
  if (!(fromMs < toMs)) throw new RingfenceError("USAGE", `--from ${new Date(fromMs).toISOString()} is not before --to ${new Date(toMs).toISOString()}. Give the time of the first and of the last tick.`);
  const nightMs = options.nightMs ?? lastMidnight(fromMs);
  if (nightMs > fromMs) throw new RingfenceError("USAGE", `The night (${new Date(nightMs).toISOString()}) would look at what comes after --from ${new Date(fromMs).toISOString()}. Give an earlier one.`);
  makeHome(options.place.home);
  const work = mkdtempSync(join(options.place.home, "replay-"));
  const database = await openDatabase(options.place, options.note);
  const place: Place = { ...options.place, databaseUrl: database.url, sourceUrl: database.sourceUrl };
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: settings.engine.memory_limit, tempFolder: join(work, "spill") });
  const interrupt = (): void => engine.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    if (database.embedded) await withClient(database.url, "ringfence replay", migrate);
    await withClient(database.url, "ringfence replay", async (client) => {
      await requireCurrentSchema(client);
      await refuseKnown(client);
    });
    await readFolder(engine, options, work);
    await loadBefore(engine, options, database.sourceUrl, work);
    const night = await runNightly({
      place, settings, asOfMs: nightMs, dryRun: false, now: options.now, note: options.note, progress: options.progress,
      ...(signal === undefined ? {} : { signal }), ...(options.threads === undefined ? {} : { threads: options.threads }),
    });
    for (const file of [incidentFile(place.home), adoptedBaselineFile(place.home)]) for (const one of [file, `${file}.wal`]) rmSync(one, { force: true });
    const ticks: ReplayTick[] = [];
    for (let atMs = fromMs + tickMs; atMs <= toMs; atMs += tickMs) {
      signal?.throwIfAborted();
      const began = options.now();
      await withClient(database.sourceUrl, "ringfence replay", (client) => arrive(engine, client, settings.source.schema, atMs - tickMs, atMs));
      const outcome = await runIncident({ place, settings, asOfMs: atMs, now: options.now, note: options.note, ...(signal === undefined ? {} : { signal }), ...(options.threads === undefined ? {} : { threads: options.threads }) });
      const tick = await withClient(database.url, "ringfence replay", (client) => judge(engine, client, options, atMs, outcome));
      ticks.push(tick);
      await options.onTick(tick);
      const rest = tickMs / options.speed - (options.now() - began);
      if (rest > 0) await pause(rest, undefined, signal === undefined ? {} : { signal });
    }
    return { night, ticks, innocents: options.innocents === undefined ? [] : (await engine.rows(sqlFile("incident/replay/innocents.sql"), { from_ms: fromMs, to_ms: toMs, opening_action: settings.source.opening_action })).map(kindOf) };
  } finally {
    signal?.removeEventListener("abort", interrupt);
    engine.close();
    await database.stop();
    rmSync(work, { recursive: true, force: true });
  }
}

/** What an earlier replay, or real minutes, have proposed would be taken for this one's. */
async function refuseKnown(client: Client): Promise<void> {
  const { rows } = await statement<{ count: string }>(client, "select count(*) as count from ringfence.incident");
  if (rows[0].count !== "0") throw new RingfenceError("USAGE", `The results hold ${rows[0].count} incidents already, so what a replay proposes could not be told from theirs. Give it a database of its own (another RINGFENCE_HOME without DATABASE_URL makes one).`);
}

const kindOf = (row: Record<string, unknown>): ReplayOutcome["innocents"][number] => ({
  kind: String(row.kind), accounts: Number(row.accounts), active: Number(row.active), proposed: Number(row.proposed), restricted: Number(row.restricted), to_ban: Number(row.to_ban),
});

/** Every row with when it happened and when it arrives. Which rows come late or twice is a hash's, the same every time. */
async function readFolder(engine: DuckDbEngine, options: ReplayOptions, work: string): Promise<void> {
  await engine.run(`set timezone = '${options.settings.source.time_zone.replaceAll("'", "''")}'`);
  for (const table of tables) {
    options.say(`reading ${table}`);
    const csv = join(work, `${table}.csv`);
    await convertLoadFile(engine, findLoadFile(options.folder, table), table, csv);
    await engine.runFile(`incident/replay/${table}.sql`, { file: csv, from_ms: options.fromMs, late_share: options.lateShare, late_ms: options.lateMinutes * 60_000, double_share: options.doubleShare });
    rmSync(csv);
  }
  await engine.run("create table truth (account_id varchar, attacker boolean)");
  await engine.run("create table standing (account_id varchar, action varchar, of_minutes boolean, proposed_ms bigint)");
  if (options.truth !== undefined) {
    // A ring that holds somebody of the kind "attack" is the attack; where there is none, everybody who is named.
    await readList(engine, "named", options.truth, ["ring"], ["kind"], "account_id, ring");
    await engine.runFile("incident/replay/truth.sql");
  }
  if (options.innocents !== undefined) await readList(engine, "innocent", options.innocents, ["kind"], [], "account_id, kind");
}

/** What has arrived when the replay begins. */
async function loadBefore(engine: DuckDbEngine, options: ReplayOptions, url: string, work: string): Promise<void> {
  const before = join(work, "before");
  mkdirSync(before, { recursive: true });
  for (const table of tables) await engine.run(`copy (${sqlFile(`incident/replay/before_${table}.sql`).replaceAll("$from_ms", String(options.fromMs))}) to '${join(before, `${table}.csv`).replaceAll("'", "''")}' (format csv, header true)`);
  await load({
    url, schema: options.settings.source.schema, folder: before, mode: options.replace ? "replace" : "empty", timeZone: "UTC", workFolder: work, limits: options.settings.source, note: options.note,
    onProgress: ({ table, phase }) => options.say(`${table}: ${phase}`), signal: options.signal,
  });
}

/** Rows that arrive in a span of time go into the source tables. */
async function arrive(engine: DuckDbEngine, client: Client, schema: string, fromMs: number, toMs: number): Promise<void> {
  for (const table of tables) {
    const columns = loadTables[table].map((column) => column.name);
    const rows = await engine.rows(`select ${columns.join(", ")} from ${table} where arrives_ms >= $from_ms and arrives_ms < $to_ms order by ${timeOf[table]}, account_id`, { from_ms: fromMs, to_ms: toMs });
    if (rows.length === 0) continue;
    await copyRows(client, `${pg.escapeIdentifier(schema)}.${table} (${columns.join(", ")})`, rows, (row) => columns.map((column) => row[column] as Cell));
  }
  const closed = await engine.rows("select account_id, closed_at from accounts where closed_ms >= $from_ms and closed_ms < $to_ms", { from_ms: fromMs, to_ms: toMs });
  if (closed.length > 0) {
    await statement(client, `update ${pg.escapeIdentifier(schema)}.accounts as account set closed_at = one.closed_at from unnest($1::text[], $2::timestamptz[]) as one (account_id, closed_at) where account.account_id = one.account_id`, [
      closed.map((row) => row.account_id), closed.map((row) => row.closed_at),
    ]);
  }
}

/** What stands in the database after a tick, against the truth. */
async function judge(engine: DuckDbEngine, client: Client, options: ReplayOptions, atMs: number, outcome: IncidentOutcome): Promise<ReplayTick> {
  const { rows } = await statement<{ account_id: string; action: string; of_minutes: boolean; proposed_ms: string }>(client, sqlFile("postgres/incident/standing.sql"));
  await engine.run("drop table standing");
  await engine.createTable("standing", {
    account_id: { type: "varchar", values: rows.map((row) => row.account_id) }, action: { type: "varchar", values: rows.map((row) => row.action) },
    of_minutes: { type: "boolean", values: rows.map((row) => row.of_minutes) }, proposed_ms: { type: "bigint", values: rows.map((row) => Number(row.proposed_ms)) },
  });
  const onset = Math.min(atMs, ...outcome.surges.filter((surge) => surge.action === options.settings.source.opening_action).map((surge) => surge.onsetMs));
  const [row] = await engine.rows(sqlFile("incident/replay/tick.sql"), { from_ms: options.fromMs, to_ms: atMs, opening_action: options.settings.source.opening_action, onset_ms: onset });
  const numbers = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])) as unknown as Omit<ReplayTick, "at" | "incident_id" | "late_rows" | "seconds">;
  return { at: new Date(atMs).toISOString(), ...numbers, incident_id: outcome.incidentId, late_rows: outcome.rows.late, seconds: outcome.seconds };
}

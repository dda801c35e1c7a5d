import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { makeHome } from "../config/make-home.js";
import { baselineFile, snapshotFile, workFolder, type Place } from "../config/place.js";
import { hashPrefix, privacyKeyOf } from "../config/privacy-key.js";
import { settingsHash, type Settings } from "../config/settings.js";
import { actions } from "../candidates/action.js";
import { appendAttempt } from "../console/run-log.js";
import { writeMetrics } from "../console/write-metrics.js";
import { buildSnapshot, type SnapshotPart } from "../duckdb/build-snapshot.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { whole } from "../engine/engine.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { databaseError, openDatabase, Session, withClient, type Database } from "../postgres/connect.js";
import { extract } from "../postgres/extract.js";
import { killPoint } from "../postgres/kill-point.js";
import { withRunLock, type HeldLock } from "../postgres/lock.js";
import { migrate, requireCurrentSchema } from "../postgres/migrate.js";
import { completeRun, failLeftRuns, failedRunId, publish, recordRun, requireTemporary, type Publication } from "../postgres/publish.js";
import { publishBaseline } from "../postgres/publish-baseline.js";
import { readResults } from "../postgres/read-results.js";
import type { QuarantineRow, RunRow } from "../postgres/result-row.js";
import { useBefore } from "../postgres/use-before.js";
import { statement } from "../postgres/transaction.js";
import type { DetectionTrace, Prove } from "../rings/detection-trace.js";
import { expectedFalseRings } from "../rings/rules/expected-false.js";
import type { RingKey } from "../rings/match-keys.js";
import { trackRings, type TrackedRings } from "../rings/track-rings.js";
import { futureFromMs } from "../traces/plausible-time.js";
import { codeVersion, runIdOf } from "./describe-run.js";
import { feedFromMs, projectEdges, stage, trace } from "./detect.js";
import { openDetection, type DetectionEngine } from "./detection-engine.js";
import { findGroups } from "./find-groups.js";
import { handOver } from "./hand-over.js";
import { judge, type JudgedCandidate, type JudgedRing } from "./judge.js";
import { leaveBaseline, type ArmedMember } from "./leave-baseline.js";
import { livelyAccounts, strongestKeys } from "./recognise.js";
import { judgeLosses, lossesOf, type Loss } from "./source-loss.js";
import { StageRecorder, type Progress, type StageRow } from "./stage-recorder.js";

const dayMs = 86_400_000;

export interface NightlyOptions {
  place: Place;
  settings: Settings;
  /** The end of all windows, excluded; default: the last midnight UTC. */
  asOfMs?: number;
  /** Compute everything, publish nothing, leave the investigators' file as it is. */
  dryRun: boolean;
  /** Publish up to this many ban candidates, whatever the guardrail says. */
  allow?: number;
  now: () => number;
  /** Things a person should know, in one line. */
  note: (message: string) => void;
  progress: Progress;
  signal?: AbortSignal;
  /** Worker threads of DuckDB; the result does not depend on it. */
  threads?: number;
  /** Told how the rings were found, before anybody is judged: for measuring where rings are lost. The night goes on when it has returned. */
  inspect?: (detection: InspectedDetection) => Promise<void>;
}

/** A search with what it takes to ask it about other groups. */
export interface InspectedDetection {
  /** The work database; `account` (account, account_id) has the numbers of the accounts. */
  engine: DuckDbEngine;
  trace: DetectionTrace;
  prove: Prove;
}

export interface NightlyOutcome {
  runId: string;
  /** stale: a run with a newer as_of is already published, so this one only left its row. */
  status: "published" | "already-published" | "stale" | "dry";
  asOfMs: number;
  counts: Record<string, number>;
  stages: StageRow[];
  warnings: string[];
  /** What of the source was left out, by rule, the largest share first. */
  losses: Loss[];
}

/** What is known of an attempt so far: its row, and what was left out of the source. */
type Attempt = RunRow & { losses: Loss[] };

/** The last midnight UTC before or at a moment. */
export const lastMidnight = (nowMs: number): number => nowMs - (nowMs % dayMs);

/**
 * The nightly job, from Postgres to rings, ban candidates and the investigators' file. Whatever fails, the results and the file of the
 * run before stay whole; the run is recorded as failed with its reason, and the next one starts clean.
 * @throws RingfenceError LOCKED when another run holds the lock, GUARDRAIL when it would propose too many bans, and what its stages throw.
 */
export async function runNightly(options: NightlyOptions): Promise<NightlyOutcome> {
  makeHome(options.place.home);
  const startedAt = new Date(options.now());
  const { place } = options;
  const application = `ringfence nightly ${process.pid}`;
  const run: Attempt = {
    run_id: failedRunId(startedAt), kind: "nightly", as_of: new Date(options.asOfMs ?? lastMidnight(options.now())), status: "running", reason: null, started_at: startedAt, finished_at: null,
    config_hash: settingsHash(options.settings), code_version: "", extract_fingerprint: null, account_count: null, stages: [], counts: {}, privacy_key_version: null, losses: [],
  };
  const recorder = new StageRecorder(options.now, () => process.resourceUsage().maxRSS * 1024, mortal(options.progress), options.signal);
  try {
    // A key or a source of one's own that cannot be used stops the run before it has read anything.
    run.privacy_key_version = privacyKeyOf(place)?.version ?? null;
    run.code_version = codeVersion(options.settings.source.extract);
    const database = await openDatabase(place, options.note);
    try {
      await withClient(database.url, application, async (client) => {
        // The embedded database is ours alone; somebody else's is migrated when somebody says so.
        if (database.embedded) await migrate(client);
        await requireCurrentSchema(client);
        if (!options.dryRun) await requireTemporary(client);
      });
      return await withRunLock(database.url, application, ["nightly"], async (lock) => {
        const session = await Session.open(database.url, application);
        try {
          return await attempt(options, database, lock, session, recorder, run);
        } catch (error) {
          // The database may be what failed: then the log beside it still has the row.
          await session.again().then((client) => recordRun(client, endedBadly(options, run, recorder, error))).catch(() => {});
          throw error;
        } finally {
          await session.end();
        }
      });
    } finally {
      await database.stop();
    }
  } catch (thrown) {
    const error = databaseError(thrown, "running the night");
    // Whoever finds another night going on has not failed.
    if (!(error instanceof RingfenceError && error.code === "LOCKED")) {
      const ended = endedBadly(options, run, recorder, error);
      try {
        log(place, { ...ended, status: options.dryRun ? "dry" : ended.status });
        if (!options.dryRun) writeMetrics(place.home);
      } catch {
        // The disk may be what failed; the first error says more.
      }
    }
    throw error;
  }
}

/** Stages can be cut off where they begin and where they end. */
const mortal = (progress: Progress): Progress => (event) => {
  killPoint(event.finished === true ? `night:${event.stage}:done` : `night:${event.stage}`);
  progress(event);
};

/** A run's row when it failed or was refused, with what was known by then. */
function endedBadly(options: NightlyOptions, run: Attempt, recorder: StageRecorder, error: unknown): Attempt {
  const reason = options.signal?.aborted === true ? "The run was interrupted." : messageOf(error);
  const refused = error instanceof RingfenceError && error.code === "GUARDRAIL";
  return { ...run, status: refused ? "refused" : "failed", reason, finished_at: new Date(options.now()), stages: recorder.rows };
}

/** One attempt under the lock. */
async function attempt(options: NightlyOptions, database: Database, lock: HeldLock, session: Session, recorder: StageRecorder, run: Attempt): Promise<NightlyOutcome> {
  const { place, settings, now } = options;
  if (!options.dryRun) log(place, run);
  const work = workFolder(place.home);
  // The lock is ours, so whatever lies there was left by a run that was killed.
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o700 });
  const left = await failLeftRuns(session.client, run.started_at);
  if (left.length > 0) options.note(`${left.length} earlier run${left.length > 1 ? "s" : ""} ended without a word and ${left.length > 1 ? "are" : "is"} now marked failed.`);
  // In memory, spilling to the work folder: the file that people open is written once, at the end.
  const engine = await DuckDbEngine.open({
    path: ":memory:", memoryLimit: settings.engine.memory_limit, tempFolder: join(work, "spill"),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  let detection: DetectionEngine | undefined;
  const interrupt = (): void => {
    engine.interrupt();
    detection?.engine.interrupt();
  };
  options.signal?.addEventListener("abort", interrupt, { once: true });
  try {
    detection = await openDetection(place, engine, options.note);
    const outcome = await night(options, database, lock, session, engine, detection, recorder, run);
    log(place, { ...run, status: outcome.status, finished_at: new Date(now()), counts: outcome.counts, stages: outcome.stages });
    if (outcome.status === "published" || outcome.status === "already-published") writeMetrics(place.home);
    return outcome;
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    await detection?.close();
    engine.close();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The stages. Fills `run` as it learns more, so that a failure is recorded with what was known. */
async function night(options: NightlyOptions, database: Database, lock: HeldLock, session: Session, engine: DuckDbEngine, detection: DetectionEngine, recorder: StageRecorder, run: Attempt): Promise<NightlyOutcome> {
  const { place, settings, now, progress, signal } = options;
  let { client } = session;
  const asOfMs = run.as_of.getTime();
  const work = workFolder(place.home);
  const warnings: string[] = [];
  const counts: Record<string, number> = {};
  run.counts = counts;
  const total = (table: string): Promise<number> => engine.number(`select count(*) from ${table}`);

  const from = feedFromMs(asOfMs);
  const futureMs = futureFromMs(asOfMs, now());
  const extracted = await recorder.run("extract", async () => {
    const result = await extract({
      sourceUrl: database.sourceUrl, schema: settings.source.schema, ownSql: settings.source.extract, timeZone: settings.source.time_zone, asOfMs,
      privacyKey: privacyKeyOf(place), loginFromMs: from.login, actionFromMs: from.action, futureMs,
      folder: join(work, "extract"), signal,
      onProgress: ({ table, bytes }) => progress({ stage: "extract", message: `${table}s, ${Math.round(bytes / 1e6)} MB` }),
    });
    const rows = result.rows.account + result.rows.login + result.rows.action;
    return { rowsIn: rows, rowsOut: rows, result };
  });
  for (const table of ["account", "login", "action"] as const) counts[`${table}s_read`] = extracted.rows[table];
  for (const table of ["login", "action"] as const) {
    if (extracted.rows[table] === 0) warnings.push(`The source has no ${table}s in the look-back before ${run.as_of.toISOString()}: whatever shows in ${table}s cannot be found.`);
  }

  const { fingerprint } = await recorder.run("stage", async () => {
    const result = await stage(engine, extracted.files, asOfMs, hashPrefix(privacyKeyOf(place)), futureMs);
    // The extract has served; its disk is needed for other things.
    rmSync(join(work, "extract"), { recursive: true, force: true });
    // A login with a list of addresses has further rows of no copy.
    for (const [table, rows] of [["account", "account"], ["login", "login where copy_count > 0"], ["action", "action"]]) counts[`${table}s_used`] = await total(rows);
    counts.rows_quarantined = await engine.number("select coalesce(sum(row_count), 0) from quarantine where left_out not in ('value', 'absent')");
    counts.values_quarantined = await engine.number("select coalesce(sum(row_count), 0) from quarantine where left_out in ('value', 'absent')");
    const rowsIn = counts.accounts_read + counts.logins_read + counts.actions_read;
    return { rowsIn, rowsOut: counts.accounts_used + counts.logins_used + counts.actions_used, result };
  });
  const population = await engine.number("select count(*) from account where closed_ms is null or closed_ms >= $as_of_ms", { as_of_ms: asOfMs });
  if (population === 0) throw new RingfenceError("INPUT", `None of the ${counts.accounts_read} accounts of the source can be used as of ${run.as_of.toISOString()}: see the rules in sql/duckdb/stage/account_ruled.sql. Nothing was published.`);
  counts.population = population;
  for (const sentence of await strangers(engine, counts)) options.note(sentence);
  run.extract_fingerprint = fingerprint;
  run.account_count = population;
  run.run_id = runIdOf({ kind: "nightly", asOfMs, configHash: run.config_hash, codeVersion: run.code_version, extractFingerprint: fingerprint });
  const { rows: before } = await statement<{ status: string; counts: Record<string, number>; stages: StageRow[] }>(client, "select status, counts, stages from ringfence.run where run_id = $1", [run.run_id]);
  const published = before[0]?.status === "published";
  const use = { runId: run.run_id, counts, quarantine: await quarantined(engine) };
  const { losses } = Object.assign(run, { losses: lossesOf(use) });
  const verdict = judgeLosses(use, await useBefore(client, run), settings.source);
  warnings.push(...verdict.warnings);
  if (options.dryRun || options.allow !== undefined || published) warnings.push(...verdict.refusals);
  else if (verdict.refusals.length > 0) throw lostSource(verdict.refusals);
  if (published && !options.dryRun) {
    // A newer night stands: this one was published once and is not in force any more.
    const { rows: newer } = await statement(client, "select from ringfence.run where status = 'published' and kind = 'nightly' and as_of > $1 limit 1", [run.as_of]);
    if (newer.length > 0) return { runId: run.run_id, status: "stale", asOfMs, counts: before[0].counts, stages: before[0].stages, warnings, losses };
  }
  if (published && !options.dryRun && (await snapshotHolds(place, run.run_id))) {
    return { runId: run.run_id, status: "already-published", asOfMs, counts: before[0].counts, stages: before[0].stages, warnings, losses };
  }
  if (!published && !options.dryRun) await recordRun(client, run);

  const holdingCount = await recorder.run("trace", async () => {
    await detection.take();
    await trace(detection.engine, asOfMs, population);
    const [{ key_count, holding_count }] = await detection.engine.readRows("graph/read_size.sql", { key_count: whole, holding_count: whole });
    counts.shared_keys = key_count;
    return { rowsIn: counts.logins_used + counts.actions_used + counts.accounts_used, rowsOut: holding_count, result: holding_count };
  });
  const edges = await recorder.run("edge", async () => {
    const result = await projectEdges(detection.engine, population, settings);
    counts.edges = result.a.length;
    [{ hub_count: counts.hubs }] = await detection.engine.readRows("graph/read_hub_count.sql", { hub_count: whole });
    return { rowsIn: holdingCount, rowsOut: result.a.length, result };
  });
  let prove: Prove | undefined;
  const search = await recorder.run("ring", async () => {
    const result = await findGroups(detection.engine, edges, settings, asOfMs, population, options.inspect !== undefined);
    prove = result.prove;
    Object.assign(counts, result.counts);
    counts.rings = result.rings.length;
    counts.linked_groups = result.linked.length;
    counts.spared_groups = result.spared.length;
    counts.floods = result.floods.length;
    counts.expected_false_rings = Math.round(1e4 * expectedFalseRings(result.rings.map((ring) => ring.verdicts), settings.ring.margin_bits)) / 1e4;
    return { rowsIn: edges.a.length, rowsOut: result.rings.length, result };
  });
  if (options.inspect !== undefined && prove !== undefined) await options.inspect({ engine, trace: search.trace, prove });
  const judged = await recorder.run("candidate", async () => {
    const result = await judge(detection.engine, search, settings, asOfMs, population);
    await detection.give();
    for (const action of actions) counts[`candidates_${action}`] = result.candidates.filter((candidate) => candidate.action === action).length;
    return { rowsIn: result.rings.reduce((sum, ring) => sum + ring.members.length, 0), rowsOut: result.candidates.length, result };
  });
  // A dry run may look past the guardrail: that is what the guardrail advises.
  if (options.dryRun) return { runId: run.run_id, status: "dry", asOfMs, counts, stages: recorder.rows, warnings, losses };
  guard(counts.candidates_ban, population, options, run.run_id);

  client = await session.again();
  let ringIds: string[] = [];
  const publication = await recorder.run("publish", async () => {
    const keys = await strongestKeys(engine, judged.rings.length);
    const lively = await livelyAccounts(engine, judged.rings.length, asOfMs);
    const baseline = await leaveBaseline(engine, place.home, run.run_id, asOfMs, settings);
    const result = await publish(client, {
      memory: { dormantNights: settings.ring.dormant_nights, rememberNights: settings.ring.remember_nights },
      run: { ...run, finished_at: new Date(now()), stages: recorder.rows, counts },
      assertHeld: lock.assertHeld,
      decide: async (previous) => {
        const sighted = judged.rings.map((ring, at) => ({ accounts: ring.members.map((member) => member.accountId), lively: lively[at], keys: keys[at] }));
        const tracked = trackRings(previous.known, sighted, { nextNumber: previous.nextRingNumber, dormantNights: settings.ring.dormant_nights });
        ringIds = tracked.ringIds;
        return publicationOf(judged, tracked, keys, await ledger(engine), asOfMs, settings);
      },
      also: async (transaction) => {
        await baseline.arm(armedMembers(judged, ringIds));
        await publishBaseline(transaction, run.run_id, engine);
        killPoint("night:baseline-written");
      },
    }).catch(async (error: unknown) => {
      await baseline.drop().catch(() => {});
      throw error;
    });
    // Published before: the minutes stand on what was left then, unless that file is gone, or the process died before it was in its place.
    const left = result.stale || (result.already && (await baselineHolds(place, run.run_id)));
    if (result.already && !left) await baseline.arm(armedMembers(judged, await publishedRingIds(client, run.run_id, judged.rings)));
    if (left) await baseline.drop();
    else await baseline.keep();
    killPoint("night:baseline-renamed");
    return { rowsIn: judged.candidates.length, rowsOut: result.proposed, result };
  });
  for (const change of ["proposed", "superseded", "withdrawn", "expired"] as const) counts[`rows_${change}`] = publication[change];

  if (!publication.stale) {
    await recorder.run("snapshot", async () => {
      if (publication.already) ringIds = await publishedRingIds(client, run.run_id, judged.rings);
      await completeRun(client, run.run_id, { stages: recorder.rows, counts, finishedAt: new Date(now()) });
      const resultsFolder = join(work, "results");
      await readResults(client, resultsFolder);
      await handOver(engine, ringIds, search, run.run_id);
      const onProgress = (message: SnapshotPart): void => {
        killPoint(`night:snapshot:${message}`);
        progress({ stage: "snapshot", message });
      };
      const rows = await buildSnapshot({ work: engine, home: place.home, resultsFolder, runId: run.run_id, onProgress });
      warnings.push(...(await oddGroups(place)));
      return { rowsIn: rows, rowsOut: rows, result: undefined };
    });
  }
  await completeRun(await session.again(), run.run_id, { stages: recorder.rows, counts, finishedAt: new Date(now()) });
  return { runId: run.run_id, status: publication.stale ? "stale" : publication.already ? "already-published" : "published", asOfMs, counts, stages: recorder.rows, warnings, losses };
}

/** A source that lost most of a table is broken, not quiet: publishing would withdraw what stands, and judge the rest on half the evidence. */
const lostSource = (refusals: readonly string[]): RingfenceError =>
  new RingfenceError(
    "GUARDRAIL",
    `The source lost too much, so nothing was published. ${refusals.join(" ")} ` +
      `Correct the source ("ringfence check" says more), or look with --dry-run. If it is meant to be so, publish once with --allow N (N ban candidates at most), or raise source.max_lost_share or source.max_lost_rise for good.`,
  );

/** Tables whose ids are all of another kind than those of accounts, said before the rest is computed: a mapping that joins the wrong column looks like this. */
async function strangers(engine: DuckDbEngine, counts: Readonly<Record<string, number>>): Promise<string[]> {
  const said: string[] = [];
  for (const table of ["logins", "actions"]) {
    const unknown = await engine.number("select coalesce(sum(row_count), 0) from quarantine where source_table = $table and rule = 'unknown account'", { table });
    if (counts[`${table}_used`] > 0 || unknown === 0) continue;
    said.push(`account_id in ${table} and account_id in accounts never meet: none of the ${unknown} ${table} that could be used belongs to an account. They are other ids, or the same ones spelled otherwise; "ringfence check" says more.`);
  }
  return said;
}

/** The guardrail: too many bans at once are a mistake of ours until a person says otherwise. */
function guard(bans: number, population: number, options: NightlyOptions, runId: string): void {
  const cap = Math.max(Math.floor(options.settings.max_ban_share * population), options.allow ?? 0);
  if (bans <= cap) return;
  throw new RingfenceError(
    "GUARDRAIL",
    `The run ${runId} would propose ${bans} ban candidates; the cap is ${cap} (max_ban_share ${options.settings.max_ban_share} of ${population} accounts). Nothing was published. ` +
      `Look at it with "ringfence run nightly --dry-run"; if it is right, publish with --allow ${bans}.`,
  );
}

interface Ledger {
  hub: Publication["hub"];
  quarantine: Publication["quarantine"];
}

async function ledger(engine: DuckDbEngine): Promise<Ledger> {
  const hub = await engine.rows("select kind, key, account_count, reason, expected_coverage_share from hub order by kind, key");
  return {
    hub: hub.map((row) => ({ kind: String(row.kind), key: String(row.key), account_count: Number(row.account_count), reason: row.reason as "bounded", expected_coverage_share: Number(row.expected_coverage_share) })),
    quarantine: await quarantined(engine),
  };
}

/** What staging left out, by rule. */
async function quarantined(engine: DuckDbEngine): Promise<QuarantineRow[]> {
  const rows = await engine.rows("select source_table, rule, left_out, row_count from quarantine order by source_table, rule, left_out");
  return rows.map((row) => ({ ...(row as unknown as QuarantineRow), row_count: Number(row.row_count) }));
}

function publicationOf(judged: { rings: JudgedRing[]; candidates: JudgedCandidate[] }, tracked: TrackedRings, keys: readonly (readonly RingKey[])[], { hub, quarantine }: Ledger, asOfMs: number, settings: Settings): Publication {
  const { ringIds } = tracked;
  const found = new Map(judged.rings.map((ring, at) => [ringIds[at], ring]));
  return {
    rings: judged.rings.map((ring, at) => ({ ring_id: ringIds[at], size: ring.members.length, evidence_bits: ring.evidenceBits, price_bits: ring.priceBits, kinds: ring.kinds })),
    ended: tracked.ended.map((ring) => ({ ring_id: ring.ringId, status: ring.status })),
    members: judged.rings.flatMap((ring, at) => ring.members.map((member) => ({ ring_id: ringIds[at], account_id: member.accountId, evidence_bits: member.evidenceBits, role: member.role }))),
    events: tracked.events.map((event) => ({
      ring_id: event.ringId, event: event.event, other_ring_id: event.otherRingId, overlap_share: event.overlapShare, matched_on: event.matchedOn, matched_bits: event.matchedBits, size: event.size,
      evidence_bits: found.get(event.ringId)?.evidenceBits ?? null, price_bits: found.get(event.ringId)?.priceBits ?? null,
    })),
    keys: keys.flatMap((list, at) => list.map((key) => ({ ring_id: ringIds[at], kind: key.kind, key: key.key, member_count: key.memberCount, bits: key.bits }))),
    hub,
    quarantine,
    candidates: judged.candidates.map((candidate) => ({
      account_id: candidate.accountId, ring_id: ringIds[candidate.ring], action: candidate.action, evidence_bits: candidate.evidenceBits, probability: candidate.probability, kinds: candidate.kinds, reasons: candidate.reasons,
      expires_at: candidate.action === "restrict" ? new Date(asOfMs + settings.candidate.restrict_days * dayMs) : null,
    })),
  };
}

/** Members of rings that an answer would be given to. */
const armedMembers = (judged: { candidates: readonly JudgedCandidate[] }, ringIds: readonly string[]): ArmedMember[] =>
  judged.candidates.filter(({ action }) => action !== "watch").map(({ accountId, ring, probability }) => ({ account_id: accountId, ring_id: ringIds[ring], probability }));

/** The ids that an already published run gave its rings, by their first account. */
async function publishedRingIds(client: Client, runId: string, rings: readonly JudgedRing[]): Promise<string[]> {
  const { rows } = await statement<{ account_id: string; ring_id: string }>(client, "select account_id, ring_id from ringfence.ring_member where run_id = $1", [runId]);
  const byAccount = new Map(rows.map((row) => [row.account_id, row.ring_id]));
  return rings.map((ring) => byAccount.get(ring.members[0].accountId) ?? "");
}

/** Whether the investigators' file already shows this run. */
const snapshotHolds = (place: Place, runId: string): Promise<boolean> => fileHolds(snapshotFile(place.home), "run", runId);

/** A sentence where linked accounts share times that are no facts: nothing can show that they act as one, so nobody but people finds them. */
async function oddGroups(place: Place): Promise<string[]> {
  const file = await DuckDbEngine.open({ path: snapshotFile(place.home), readOnly: true });
  try {
    const [{ groups, accounts }] = await file.readRows("duckdb/snapshot/read/odd_times.sql", { groups: whole, accounts: whole });
    if (groups === 0) return [];
    return [`Accounts that share machines, networks or targets write times that are no facts (${String(groups)} ${groups === 1 ? "group" : "groups"}, ${String(accounts)} accounts). In the moments of such acts nobody can be shown to act as one: look at them with "ringfence query 'from odd_group'", and let the server write acted_at and logged_in_at.`];
  } finally {
    file.close();
  }
}

/** Whether the runs on minutes stand on what this run left. */
const baselineHolds = (place: Place, runId: string): Promise<boolean> => fileHolds(baselineFile(place.home), "about", runId);

/** Whether a DuckDB file is there and its table of runs names this one. */
async function fileHolds(path: string, table: "run" | "about", runId: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  const file = await DuckDbEngine.open({ path, readOnly: true });
  try {
    return (await file.number(`select count(*) from ${table} where run_id = $run_id`, { run_id: runId })) > 0;
  } finally {
    file.close();
  }
}

/** A line in `runs.jsonl`: what `ringfence status` reads without a database. */
function log(place: Place, run: Omit<Attempt, "status"> & { status: string }): void {
  const { run_id, kind, as_of, status, reason, started_at, finished_at, counts, stages, losses } = run;
  appendAttempt(place.home, { run_id, kind, as_of: as_of.toISOString(), status, reason, started_at: started_at.toISOString(), finished_at: finished_at?.toISOString() ?? null, counts, losses, stages: stages as readonly StageRow[] });
}

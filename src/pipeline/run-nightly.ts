import { appendFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { makeHome } from "../config/make-home.js";
import { runLogFile, snapshotFile, workFolder, type Place } from "../config/place.js";
import { hashPrefix, privacyKeyOf } from "../config/privacy-key.js";
import { settingsHash, type Settings } from "../config/settings.js";
import { actions } from "../candidates/action.js";
import { writeMetrics } from "../console/write-metrics.js";
import { buildSnapshot } from "../duckdb/build-snapshot.js";
import { Engine } from "../engine/engine.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { connect, openDatabase, type Database } from "../postgres/connect.js";
import { extract } from "../postgres/extract.js";
import { withRunLock } from "../postgres/lock.js";
import { migrate, requireCurrentSchema } from "../postgres/migrate.js";
import { completeRun, failLeftRuns, failedRunId, publish, recordRun, type Publication } from "../postgres/publish.js";
import { readResults } from "../postgres/read-results.js";
import type { RunRow } from "../postgres/result-row.js";
import type { DetectionTrace, Prove } from "../rings/detection-trace.js";
import { findRings, type RingOptions } from "../rings/find-rings.js";
import { expectedFalseRings } from "../rings/price.js";
import { prover } from "../rings/prover.js";
import type { RingKey } from "../rings/match-keys.js";
import { trackRings, type TrackedRings } from "../rings/track-rings.js";
import { codeVersion, runIdOf } from "./describe-run.js";
import { feedFromMs, projectEdges, readHoldings, stage, trace } from "./detect.js";
import { handOver } from "./hand-over.js";
import { judge, type JudgedCandidate, type JudgedRing } from "./judge.js";
import { livelyAccounts, strongestKeys } from "./recognise.js";
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
  engine: Engine;
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
}

/** The last midnight UTC before or at a moment. */
export const lastMidnight = (nowMs: number): number => nowMs - (nowMs % dayMs);

/**
 * The nightly job, from Postgres to rings, ban candidates and the investigators' file. Whatever fails, the results and the file of the
 * run before stay whole; the run is recorded as failed with its reason, and the next one starts clean.
 * @throws RingfenceError LOCKED when another run holds the lock, GUARDRAIL when it would propose too many bans, and what its stages throw.
 */
export async function runNightly(options: NightlyOptions): Promise<NightlyOutcome> {
  // A key that cannot be used stops the run before it has read anything.
  privacyKeyOf(options.place);
  makeHome(options.place.home);
  const database = await openDatabase(options.place, options.note);
  try {
    const client = await connect(database.url, `ringfence nightly ${process.pid}`);
    try {
      // The embedded database is ours alone; somebody else's is migrated when somebody says so.
      if (database.embedded) await migrate(client);
      await requireCurrentSchema(client);
      return await withRunLock(client, () => attempt(options, database, client));
    } finally {
      await client.end().catch(() => {});
    }
  } finally {
    await database.stop();
  }
}

/** One attempt under the lock, recorded whatever comes of it. */
async function attempt(options: NightlyOptions, database: Database, client: Client): Promise<NightlyOutcome> {
  const { place, settings, now } = options;
  const startedAt = new Date(now());
  const asOfMs = options.asOfMs ?? lastMidnight(now());
  const run: RunRow = {
    run_id: failedRunId(startedAt), kind: "nightly", as_of: new Date(asOfMs), status: "running", reason: null, started_at: startedAt, finished_at: null,
    config_hash: settingsHash(settings), code_version: codeVersion(), extract_fingerprint: null, account_count: null, stages: [], counts: {},
    privacy_key_version: privacyKeyOf(place)?.version ?? null,
  };
  const recorder = new StageRecorder(now, () => process.resourceUsage().maxRSS * 1024, options.progress, options.signal);
  const work = workFolder(place.home);
  // The lock is ours, so whatever lies there was left by a run that was killed.
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const left = await failLeftRuns(client, startedAt);
  if (left.length > 0) options.note(`${left.length} earlier run${left.length > 1 ? "s" : ""} ended without a word and ${left.length > 1 ? "are" : "is"} now marked failed.`);
  // In memory, spilling to the work folder: the file that people open is written once, at the end.
  const engine = await Engine.open({
    path: ":memory:", memoryLimit: settings.engine.memory_limit, tempFolder: join(work, "spill"),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  const interrupt = (): void => engine.interrupt();
  options.signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const outcome = await night(options, database, client, engine, recorder, run);
    log(place, { ...run, status: outcome.status, finished_at: new Date(now()), counts: outcome.counts });
    if (outcome.status === "published" || outcome.status === "already-published") writeMetrics(place.home, { runId: outcome.runId, asOfMs, finishedAtMs: now(), seconds: (now() - startedAt.getTime()) / 1000, counts: outcome.counts, stages: outcome.stages });
    return outcome;
  } catch (error) {
    const reason = options.signal?.aborted === true ? "The run was interrupted." : messageOf(error);
    const refused = error instanceof RingfenceError && error.code === "GUARDRAIL";
    const ended: RunRow = { ...run, status: refused ? "refused" : "failed", reason, finished_at: new Date(now()), stages: recorder.rows };
    log(place, ended);
    // The database may be what failed: then the log beside it still has the row.
    await recordRun(client, ended).catch(() => {});
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    engine.close();
    rmSync(work, { recursive: true, force: true });
  }
}

/** The stages. Fills `run` as it learns more, so that a failure is recorded with what was known. */
async function night(options: NightlyOptions, database: Database, client: Client, engine: Engine, recorder: StageRecorder, run: RunRow): Promise<NightlyOutcome> {
  const { place, settings, now, progress, signal } = options;
  const asOfMs = run.as_of.getTime();
  const work = workFolder(place.home);
  const warnings: string[] = [];
  const counts: Record<string, number> = {};
  const total = (table: string): Promise<number> => engine.number(`select count(*) from ${table}`);

  const from = feedFromMs(asOfMs);
  const extracted = await recorder.run("extract", async () => {
    const result = await extract({
      sourceUrl: database.sourceUrl, schema: settings.source.schema, timeZone: settings.source.time_zone, asOfMs,
      privacyKey: privacyKeyOf(place), loginFromMs: from.login, actionFromMs: from.action,
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
    const result = await stage(engine, extracted.files, asOfMs, hashPrefix(privacyKeyOf(place)));
    // The extract has served; its disk is needed for other things.
    rmSync(join(work, "extract"), { recursive: true, force: true });
    for (const table of ["account", "login", "action"]) counts[`${table}s_used`] = await total(table);
    counts.rows_quarantined = await engine.number("select coalesce(sum(row_count), 0) from quarantine");
    const rowsIn = counts.accounts_read + counts.logins_read + counts.actions_read;
    return { rowsIn, rowsOut: counts.accounts_used + counts.logins_used + counts.actions_used, result };
  });
  const population = await engine.number("select count(*) from account where closed_ms is null or closed_ms >= $as_of_ms", { as_of_ms: asOfMs });
  if (population === 0) throw new RingfenceError("INPUT", `None of the ${counts.accounts_read} accounts of the source can be used: see the rules in sql/duckdb/stage/account_quarantine.sql. Nothing was published.`);
  counts.population = population;
  run.extract_fingerprint = fingerprint;
  run.account_count = population;
  run.run_id = runIdOf({ kind: "nightly", asOfMs, configHash: run.config_hash, codeVersion: run.code_version, extractFingerprint: fingerprint });
  const { rows: before } = await client.query<{ status: string; counts: Record<string, number>; stages: StageRow[] }>("select status, counts, stages from ringfence.run where run_id = $1", [run.run_id]);
  const published = before[0]?.status === "published";
  if (!options.dryRun && options.allow === undefined) await refuseLostFeed(client, run, counts);
  if (published && !options.dryRun) {
    // A newer night stands: this one was published once and is not in force any more.
    const { rows: newer } = await client.query("select from ringfence.run where status = 'published' and as_of > $1 limit 1", [run.as_of]);
    if (newer.length > 0) return { runId: run.run_id, status: "stale", asOfMs, counts: before[0].counts, stages: before[0].stages, warnings };
  }
  if (published && !options.dryRun && (await snapshotHolds(place, run.run_id))) {
    return { runId: run.run_id, status: "already-published", asOfMs, counts: before[0].counts, stages: before[0].stages, warnings };
  }
  if (!published && !options.dryRun) await recordRun(client, run);

  await recorder.run("trace", async () => {
    await trace(engine, asOfMs, population);
    counts.shared_keys = await total("key");
    return { rowsIn: counts.logins_used + counts.actions_used + counts.accounts_used, rowsOut: await total("holding"), result: undefined };
  });
  const edges = await recorder.run("edge", async () => {
    const result = await projectEdges(engine, population, settings);
    counts.edges = result.a.length;
    counts.hubs = await total("hub");
    return { rowsIn: await total("holding"), rowsOut: result.a.length, result };
  });
  let prove: Prove | undefined;
  const search = await recorder.run("ring", async () => {
    const holdings = await readHoldings(engine, population);
    const ringOptions: RingOptions = {
      componentLimit: settings.graph.component_limit, groupLimit: settings.graph.group_limit, floorStepBits: settings.graph.floor_step_bits, seed: settings.graph.seed,
      marginBits: settings.ring.margin_bits, accountMarginBits: settings.ring.account_margin_bits, minSize: settings.ring.min_size, minOccasions: settings.ring.min_occasions,
    };
    const result = findRings(edges, holdings, ringOptions);
    // It keeps the holdings in memory: only for who asks.
    if (options.inspect !== undefined) prove = prover(holdings, ringOptions);
    Object.assign(counts, result.counts);
    counts.rings = result.rings.length;
    counts.linked_groups = result.linked.length;
    counts.expected_false_rings = expectedFalseRings(settings.ring.margin_bits);
    return { rowsIn: edges.a.length, rowsOut: result.rings.length, result };
  });
  if (options.inspect !== undefined && prove !== undefined) await options.inspect({ engine, trace: search.trace, prove });
  const judged = await recorder.run("candidate", async () => {
    const result = await judge(engine, search, settings, asOfMs, population);
    for (const action of actions) counts[`candidates_${action}`] = result.candidates.filter((candidate) => candidate.action === action).length;
    return { rowsIn: result.rings.reduce((sum, ring) => sum + ring.members.length, 0), rowsOut: result.candidates.length, result };
  });
  // A dry run may look past the guardrail: that is what the guardrail advises.
  if (options.dryRun) return { runId: run.run_id, status: "dry", asOfMs, counts, stages: recorder.rows, warnings };
  guard(counts.candidates_ban, population, options, run.run_id);

  let ringIds: string[] = [];
  const publication = await recorder.run("publish", async () => {
    const keys = await strongestKeys(engine, judged.rings.length);
    const lively = await livelyAccounts(engine, judged.rings.length, asOfMs);
    const result = await publish(client, {
      memory: { dormantNights: settings.ring.dormant_nights, rememberNights: settings.ring.remember_nights },
      run: { ...run, finished_at: new Date(now()), stages: recorder.rows, counts },
      decide: async (previous) => {
        const sighted = judged.rings.map((ring, at) => ({ accounts: ring.members.map((member) => member.accountId), lively: lively[at], keys: keys[at] }));
        const tracked = trackRings(previous.known, sighted, { nextNumber: previous.nextRingNumber, dormantNights: settings.ring.dormant_nights });
        ringIds = tracked.ringIds;
        return publicationOf(judged, tracked, keys, await ledger(engine), asOfMs, settings);
      },
    });
    return { rowsIn: judged.candidates.length, rowsOut: result.proposed, result };
  });
  for (const change of ["proposed", "superseded", "withdrawn", "expired"] as const) counts[`rows_${change}`] = publication[change];

  if (!publication.stale) {
    await recorder.run("snapshot", async () => {
      if (publication.already) ringIds = await publishedRingIds(client, run.run_id, judged.rings);
      await completeRun(client, run.run_id, { stages: recorder.rows, counts, finishedAt: new Date(now()) });
      const resultsFolder = join(work, "results");
      await readResults(client, resultsFolder);
      await handOver(engine, ringIds, search.linked, run.run_id);
      const rows = await buildSnapshot({ work: engine, home: place.home, resultsFolder, runId: run.run_id, onProgress: (message) => progress({ stage: "snapshot", message }) });
      return { rowsIn: rows, rowsOut: rows, result: undefined };
    });
  }
  await completeRun(client, run.run_id, { stages: recorder.rows, counts, finishedAt: new Date(now()) });
  return { runId: run.run_id, status: publication.stale ? "stale" : publication.already ? "already-published" : "published", asOfMs, counts, stages: recorder.rows, warnings };
}

/**
 * A feed that had rows in the newest published night and has none now is broken, not quiet: publishing would withdraw what stands, and judge
 * the rest on half the evidence.
 */
async function refuseLostFeed(client: Client, run: RunRow, counts: Readonly<Record<string, number>>): Promise<void> {
  const { rows } = await client.query<{ run_id: string; counts: Record<string, number> }>(
    "select run_id, counts from ringfence.run where status = 'published' and as_of < $1 order by as_of desc limit 1",
    [run.as_of],
  );
  for (const feed of ["logins", "actions"]) {
    const before = rows[0]?.counts[`${feed}_used`] ?? 0;
    if (before === 0 || counts[`${feed}_used`] > 0) continue;
    throw new RingfenceError(
      "GUARDRAIL",
      `The source has no ${feed} in the look-back before ${run.as_of.toISOString()}; the run ${rows[0].run_id} had ${before}. Nothing was published: without them open proposals would be withdrawn. ` +
        `Check the feed and --as-of; if the ${feed} are really gone, publish with --allow N (N ban candidates at most).`,
    );
  }
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

async function ledger(engine: Engine): Promise<Ledger> {
  const hub = await engine.rows("select kind, key, account_count, reason, expected_coverage_share from hub order by kind, key");
  const quarantine = await engine.rows("select source_table, rule, row_count from quarantine order by source_table, rule");
  return {
    hub: hub.map((row) => ({ kind: String(row.kind), key: String(row.key), account_count: Number(row.account_count), reason: row.reason as "bounded", expected_coverage_share: Number(row.expected_coverage_share) })),
    quarantine: quarantine.map((row) => ({ source_table: String(row.source_table), rule: String(row.rule), row_count: Number(row.row_count) })),
  };
}

function publicationOf(judged: { rings: JudgedRing[]; candidates: JudgedCandidate[] }, tracked: TrackedRings, keys: readonly (readonly RingKey[])[], { hub, quarantine }: Ledger, asOfMs: number, settings: Settings): Publication {
  const { ringIds } = tracked;
  return {
    rings: judged.rings.map((ring, at) => ({ ring_id: ringIds[at], size: ring.members.length, evidence_bits: ring.evidenceBits, price_bits: ring.priceBits, kinds: ring.kinds })),
    ended: tracked.ended.map((ring) => ({ ring_id: ring.ringId, status: ring.status })),
    members: judged.rings.flatMap((ring, at) => ring.members.map((member) => ({ ring_id: ringIds[at], account_id: member.accountId, evidence_bits: member.evidenceBits, role: member.role }))),
    events: tracked.events.map((event) => ({ ring_id: event.ringId, event: event.event, other_ring_id: event.otherRingId, overlap_share: event.overlapShare, matched_on: event.matchedOn, matched_bits: event.matchedBits, size: event.size })),
    keys: keys.flatMap((list, at) => list.map((key) => ({ ring_id: ringIds[at], kind: key.kind, key: key.key, member_count: key.memberCount, bits: key.bits }))),
    hub,
    quarantine,
    candidates: judged.candidates.map((candidate) => ({
      account_id: candidate.accountId, ring_id: ringIds[candidate.ring], action: candidate.action, evidence_bits: candidate.evidenceBits, probability: candidate.probability, kinds: candidate.kinds, reasons: candidate.reasons,
      expires_at: candidate.action === "restrict" ? new Date(asOfMs + settings.candidate.restrict_days * dayMs) : null,
    })),
  };
}

/** The ids that an already published run gave its rings, by their first account. */
async function publishedRingIds(client: Client, runId: string, rings: readonly JudgedRing[]): Promise<string[]> {
  const { rows } = await client.query<{ account_id: string; ring_id: string }>("select account_id, ring_id from ringfence.ring_member where run_id = $1", [runId]);
  const byAccount = new Map(rows.map((row) => [row.account_id, row.ring_id]));
  return rings.map((ring) => byAccount.get(ring.members[0].accountId) ?? "");
}

/** Whether the investigators' file already shows this run. */
async function snapshotHolds(place: Place, runId: string): Promise<boolean> {
  const file = snapshotFile(place.home);
  if (!existsSync(file)) return false;
  const snapshot = await Engine.open({ path: file, readOnly: true });
  try {
    return (await snapshot.number("select count(*) from run where run_id = $run_id", { run_id: runId })) > 0;
  } finally {
    snapshot.close();
  }
}

/** One line per attempt in `runs.jsonl`: what `ringfence status` reads without a database. */
function log(place: Place, run: Omit<RunRow, "status"> & { status: string }): void {
  const { run_id, kind, as_of, status, reason, started_at, finished_at, counts } = run;
  appendFileSync(runLogFile(place.home), `${JSON.stringify({ run_id, kind, as_of, status, reason, started_at, finished_at, counts })}\n`);
}

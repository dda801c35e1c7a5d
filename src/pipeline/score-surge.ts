import type { DuckDbEngine } from "../engine/duckdb-engine.js";
import type { Params } from "../engine/engine.js";
import { sqlFile } from "../engine/sql-file.js";
import type { Settings } from "../config/settings.js";
import { answer, awakeShare, cameByWords, evidenceOf, isTaken, learnCameBy, learnReturning, learnSignIns, learnWaitingSignIns, limits, litCohort, stirringCohort, tailBits, takenProbability, tieBits, untiedOdds, weakTieBits, type Answer, type IncidentView, type SurgeView } from "../incident/evidence.js";
import { cameBy } from "../rings/rules/flood.js";

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Whoever acts so shortly before the first minute above the band may belong to it. */
const beforeOnsetMs = 2 * minuteMs;
/** What was done so shortly before the onset belongs to the incident, not to the days before. */
const quietBeforeMs = 60 * minuteMs;
/** Pushes begin a little before the rooms. */
const visitBeforeMs = 10 * minuteMs;
const quarterMs = 900_000;
const recentMs = 5 * minuteMs;
/** Silent accounts that wait with less than this probability are not told. */
const leastWaiting = 0.3;

/** Or so many that do not overlap, registered on so many days, with so many awake, of whom one network saw at most this share: a school, a company or a campaign has one day, or one roof. */
const spread = { batches: 3, days: 3, awake: 12, roofShare: 0.4 } as const;

/** So many cohorts, not of newcomers, must have woken up where fewer accounts have reached the upper limit yet. */
const leastLit = 5;

/** An account that was looked at, with what is known of it and the answer. */
export interface Scored extends Answer {
  accountId: string;
  ringId: string | null;
  cohort: string | null;
  active: boolean;
  quiet: boolean;
  firstMs: number | null;
  /** Viewers of its room and acts of its own since the onset: what it does now. */
  harm: number;
  /** Never proposed. */
  exempt: "protected" | "closed" | null;
  view: IncidentView;
}

/** A quarter of an hour of registration, or a cohort of the armed list, of which far more than its share have woken up. */
export interface LitCohort {
  cohort: string;
  awake: number;
  accounts: number;
  bits: number;
  /** Of newcomers, who may have been called together. */
  fresh: boolean;
}

export interface ScoredSurge {
  surge: SurgeView;
  accounts: Scored[];
  lit: LitCohort[];
  /** Enough accounts reached the upper limit by what ties them to others; false: nobody is proposed. */
  coordinated: boolean;
}

/**
 * Who is behind a surge of rooms opened (or posts made): everybody who took part since its onset, and silent accounts of cohorts that are waking up, each with what speaks for it.
 * Needs `base` attached and the tables of `sql/incident/tick`; leaves none behind.
 * @param toMs the end of what is read, excluded
 */
export async function scoreSurge(engine: DuckDbEngine, onsetMs: number, toMs: number, settings: Settings): Promise<ScoredSurge> {
  const { incident, source, candidate } = settings;
  const params: Params = {
    action: source.opening_action, opening_action: source.opening_action, from_ms: onsetMs - beforeOnsetMs, to_ms: toMs, before_ms: onsetMs - quietBeforeMs, visit_from_ms: onsetMs - visitBeforeMs, aged_ms: onsetMs - cameBy.agedMs, share: limits.thingShare,
  };
  const tables = ["participant", "quiet", "signed_in", "came_by", "visit", "elsewhere", "stirred", "cohort", "thing_held", "thing", "best_thing", "push", "armed_cohort", "thing_waiting"];
  const clear = async (): Promise<void> => {
    for (const table of tables) await engine.run(`drop table if exists ${table}`);
  };
  await clear();
  for (const file of tables) await engine.runFile(`incident/tick/${file}.sql`, { ...params, least: 3 });
  const [row] = await engine.rows(readView("surge_count"), { recent_ms: toMs - recentMs });
  const count = (name: string): number => Number(row[name]);
  const surge: SurgeView = {
    awakeCount: count("awake_count"), quietCount: count("quiet_count"), newcomerShare: 0,
    recentShare: count("recent_count") / Math.max(1, count("participant_count")), quietShare: count("quiet_count") / Math.max(1, count("account_count")), newcomerQuietShare: 1,
    pushShare: (count("push_visit_count") + 1) / (count("visit_count") + 20),
    signInBits: [0, 0, 0, 0, 0], waitingSignInBits: [0, 0, 0, 0, 0], untiedBits: 0,
    stirredShare: count("stirred_count") / Math.max(1, count("quiet_count")), sleepersPerAwake: Number.POSITIVE_INFINITY, cameByBits: [0, 0, 0], returningBits: 0,
    usualQuietShare: count("opener_count") === 0 ? 1 : count("quiet_opener_count") / count("opener_count"),
  };
  const base = awakeShare(surge);
  const freshMs = toMs - limits.freshDays * dayMs;
  const [newcomer] = await engine.rows(readView("newcomer"), { fresh_ms: freshMs, times: 1.5 });
  surge.newcomerShare = Number(newcomer.awake_count) / Math.max(1, Number(newcomer.quiet_count));
  surge.newcomerQuietShare = Number(newcomer.account_count) === 0 ? 1 : Number(newcomer.quiet_count) / Number(newcomer.account_count);
  const isLit = (awake: number, accounts: number, usual = base): number => (awake < litCohort.count ? 0 : tailBits(awake, accounts * usual));
  const isFresh = (slot: number): boolean => (slot + 1) * quarterMs > freshMs;
  const rows = await engine.rows("select slot, awake_count, stirred_count, quiet_count, usual_count from cohort order by slot");
  const slots = new Map(rows.map((row) => [Number(row.slot), isLit(Number(row.awake_count), Number(row.quiet_count), isFresh(Number(row.slot)) ? Math.max(base, surge.newcomerShare) : base)]));
  const lit: LitCohort[] = rows.map((row) => ({ cohort: new Date(Number(row.slot) * quarterMs).toISOString(), awake: Number(row.awake_count), accounts: Number(row.quiet_count), bits: slots.get(Number(row.slot))!, fresh: isFresh(Number(row.slot)) })).filter(({ bits }) => bits >= litCohort.bits);
  const stirring = new Set(rows.filter((row) => !isFresh(Number(row.slot)) && Number(row.stirred_count) >= stirringCohort.count && tailBits(Number(row.awake_count) + Number(row.stirred_count), Number(row.quiet_count) * (base + surge.stirredShare)) >= stirringCohort.bits).map((row) => Number(row.slot)));
  surge.sleepersPerAwake = highOf(rows.filter((row) => !isFresh(Number(row.slot)) && slots.get(Number(row.slot))! >= litCohort.bits).map((row) => {
    const asleep = Number(row.quiet_count) - Number(row.awake_count);
    return { value: Math.max(0, asleep - Number(row.usual_count) * surge.quietShare) / Number(row.awake_count), weight: Number(row.awake_count) };
  }));
  const armedLit = new Map<string, number>();
  for (const row of await engine.rows("select cohort, awake_count, account_count from armed_cohort where awake_count > 0 order by cohort")) {
    const bits = isLit(Number(row.awake_count), Number(row.account_count));
    armedLit.set(String(row.cohort), bits);
    if (bits >= litCohort.bits) lit.push({ cohort: String(row.cohort), awake: Number(row.awake_count), accounts: Number(row.account_count), bits, fresh: false });
  }
  const policy = { challengeBits: incident.challenge_bits, restrictBits: incident.restrict_bits, waitingProbability: incident.waiting_probability, hijackAgeDays: candidate.hijack_age_days };
  const accounts: Scored[] = [];
  const see = (row: Record<string, unknown>, active: boolean): IncidentView => viewOf(row, active, toMs, (slot) => ({ lit: (slots.get(slot) ?? 0) >= litCohort.bits, stirring: stirring.has(slot) }), (cohort) => (armedLit.get(cohort) ?? 0) >= litCohort.bits);
  const score = (row: Record<string, unknown>, view: IncidentView, active: boolean): void => {
    const said = answer(view, surge, policy);
    const exempt = row.protected === true ? "protected" : row.closed_ms !== null && Number(row.closed_ms) < toMs ? "closed" : null;
    if (!active && said.probability < leastWaiting) return;
    accounts.push({
      ...said, action: exempt === null ? said.action : null, exempt, view, accountId: String(row.account_id), ringId: view.armed.ringId, cohort: view.armed.cohort ?? (view.cohort.awake > 0 ? view.cohort.key : null), active, quiet: view.quiet,
      firstMs: active ? Number(row.first_ms) : null, harm: active ? Number(row.viewer_act_count) + Number(row.act_count) + Number(row.visited_count) : 0,
    });
  };
  const taking = (await engine.rows(readView("view_participant"), params)).map((row) => ({ row, view: see(row, true) }));
  const asleep = await engine.rows(readView("asleep_signed_in"), { returning_days: limits.returning.days });
  const usualCameBy = (await engine.rows(readView("usual_came_by"))).map((one) => Number(one.account_count));
  const takenCount = learn(surge, taking.map(({ view }) => view), asleep.map((one) => Number(one.account_count)), { accounts: asleep.reduce((sum, one) => sum + Number(one.account_count), 0), returning: asleep.reduce((sum, one) => sum + Number(one.returning_count), 0) }, usualCameBy);
  for (const { row, view } of taking) score(row, view, true);
  for (const row of await engine.rows(readView("view_waiting"), { ...params, least: litCohort.count })) score(row, see(row, false), false);
  const isSpread = await spreadOver(engine, rows.filter((row) => !isFresh(Number(row.slot)) && (slots.get(Number(row.slot))! >= litCohort.bits || (stirring.has(Number(row.slot)) && Number(row.awake_count) > 0))), toMs);
  await clear();
  const strong = accounts.filter((account) => account.active && account.bits >= incident.restrict_bits && tieBits(account.evidence) > 0).length;
  const old = lit.filter(({ fresh }) => !fresh);
  const coordinated = strong >= incident.min_members || takenCount >= incident.min_members || isSpread || (old.length >= leastLit && old.reduce((sum, one) => sum + one.awake, 0) >= incident.min_members);
  if (!coordinated) for (const account of accounts) account.action = null;
  accounts.sort((one, other) => other.harm - one.harm || Number(other.active) - Number(one.active) || other.bits - one.bits || (one.accountId < other.accountId ? -1 : 1));
  lit.sort((one, other) => other.bits - one.bits || (one.cohort < other.cohort ? -1 : 1));
  return { surge, accounts, lit, coordinated };
}

/** So many bits must tie a participant to others before its logins stand for those of all who are behind the surge. */
const tiedBits = 4;

/**
 * What the logins of those who take part say, from those of whom more is known.
 * @returns how many of them look taken over
 */
function learn(surge: SurgeView, views: readonly IncidentView[], asleep: readonly number[], asleepReturning: { accounts: number; returning: number }, usualCameBy: readonly number[]): number {
  const cameBy = (list: readonly IncidentView[]): number[] => cameByWords.map((_, place) => list.filter((view) => view.quiet && view.cameBy === place).length);
  const tiedViews: IncidentView[] = [];
  const tied: (number | null)[] = [];
  const lively: (number | null)[] = [];
  const untied: { view: IncidentView; bits: number }[] = [];
  for (const view of views) {
    const evidence = evidenceOf(view, surge);
    const bits = tieBits(evidence);
    if (!view.quiet && bits <= 0) lively.push(view.signedIn);
    else if (view.quiet && bits <= 0) untied.push({ view, bits: weakTieBits(evidence) });
    else if (view.quiet && bits >= tiedBits) {
      tied.push(view.signedIn);
      tiedViews.push(view);
    }
  }
  surge.signInBits = learnSignIns(tied, lively);
  surge.waitingSignInBits = learnWaitingSignIns(tied, asleep);
  surge.cameByBits = learnCameBy(cameBy(tiedViews), cameBy(views), usualCameBy);
  surge.returningBits = learnReturning({ accounts: tiedViews.length, returning: tiedViews.filter((view) => view.loginDayCount >= limits.returning.days).length }, asleepReturning);
  surge.untiedBits = untiedOdds(untied.map(({ view, bits }) => bits + (view.signedIn === null ? 0 : surge.signInBits[view.signedIn]) + (view.cameBy === null ? 0 : surge.cameByBits[view.cameBy])));
  const [, fresh, blank] = cameBy(views);
  return isTaken(takenProbability(cameBy(views), usualCameBy)) ? fresh + blank : 0;
}

/** Of batches that wake up, this share has fewer asleep for each that is awake; so many quarters of an hour must be known. */
const high = { share: 0.9, least: 30 } as const;

/** The value below which a share of some values lies, each with its weight; infinite: there are too few. */
function highOf(values: { value: number; weight: number }[]): number {
  const sorted = values.toSorted((one, other) => one.value - other.value);
  if (sorted.length < high.least) return Number.POSITIVE_INFINITY;
  let left = high.share * sorted.reduce((sum, { weight }) => sum + weight, 0);
  return sorted.find(({ weight }) => (left -= weight) <= 0)?.value ?? Number.POSITIVE_INFINITY;
}

/** Whether batches that wake up are of several days and no single network. Quarters of an hour are counted with their neighbours, so those that overlap are one batch. */
async function spreadOver(engine: DuckDbEngine, rows: readonly Record<string, unknown>[], toMs: number): Promise<boolean> {
  const batches: number[] = [];
  let awake = 0;
  for (const row of rows.toSorted((one, other) => Number(other.awake_count) - Number(one.awake_count) || Number(one.slot) - Number(other.slot))) {
    const slot = Number(row.slot);
    if (batches.some((other) => Math.abs(other - slot) <= 2)) continue;
    batches.push(slot);
    awake += Number(row.awake_count);
  }
  const days = new Set(batches.map((slot) => Math.floor((slot * quarterMs) / dayMs)));
  if (batches.length < spread.batches || days.size < spread.days || awake < spread.awake) return false;
  await engine.createTable("batch", { slot: { type: "bigint", values: batches } });
  const [{ network_count, account_count }] = await engine.rows(readView("roof"), { to_ms: toMs });
  await engine.run("drop table batch");
  return Number(network_count) <= spread.roofShare * Math.max(1, Number(account_count));
}

const readView = (name: string): string => sqlFile(`incident/tick/${name}.sql`);

function viewOf(row: Record<string, unknown>, active: boolean, nowMs: number, slotIs: (slot: number) => { lit: boolean; stirring: boolean }, cohortLit: (cohort: string) => boolean): IncidentView {
  const number = (name: string): number => Number(row[name] ?? 0);
  const created = row.created_ms === null ? null : Number(row.created_ms);
  const slot = created === null ? null : Math.floor(created / quarterMs);
  const { lit, stirring } = slot === null ? { lit: false, stirring: false } : slotIs(slot);
  const place = (name: string): number | null => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  const thing = (kind: string): { key: string | null; awake: number; accounts: number } => row.thing_kind === kind ? { key: String(row.thing_key), awake: number("thing_awake"), accounts: number("thing_accounts") } : ({ key: (row[`${kind}_key`] as string | null) ?? null, awake: number(`${kind}_awake`), accounts: number(`${kind}_accounts`) });
  const armedCohort = (row.armed_cohort as string | null) ?? null;
  return {
    active, signedIn: place("signed_in"), cameBy: place("came_by"), stirred: row.stirred === true, quiet: active ? row.quiet === true : true, ageDays: created === null ? null : (nowMs - created) / dayMs, loginDayCount: number("login_day_count"), openCount: number("open_count"),
    cohort: { key: slot === null || (!active && !lit && !stirring) ? null : String(slot * quarterMs), awake: active || lit ? number("cohort_awake") : 0, stirred: number("cohort_stirred"), stirring, quiet: number("cohort_quiet"), accounts: number("cohort_accounts"), usual: number("cohort_usual") },
    device: thing("device"), subnet: thing("subnet"), ip: thing("ip"),
    visited: number("visited_count"), pushed: number("pushed_count"), audience: number("audience_count"), filled: number("filled_count"),
    armed: { cohort: armedCohort, ringId: (row.ring_id as string | null) ?? null, probability: number("armed_probability"), awake: active || (armedCohort !== null && cohortLit(armedCohort)) ? number("armed_awake") : 0, accounts: number("armed_accounts") },
  };
}

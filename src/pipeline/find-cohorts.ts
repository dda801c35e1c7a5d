import { text, whole, type Engine, type Params } from "../engine/engine.js";
import { fitAlike, meansOfSurer, registrationRuns, traitWeights, withOdds } from "../rings/cohort.js";
import { challenged, type GivenRing } from "../rings/find-rings.js";
import { beyondUsual, cameAsTheRun } from "../rings/rules/cohort.js";
import { alikePolicy, cohortPolicy } from "../rings/rules/policy.js";
import { allPass, askRules, type Verdict } from "../rings/rules/rule.js";
import type { FloodGroup } from "./find-floods.js";
import { lookBackMs } from "../traces/registry.js";

const quarterMs = 900_000;
const dayMs = 86_400_000;

/** Whoever joined later than this before `as_of` had no time to come back, ms: a week, as a class that signs up on a Friday is not seen at the weekend. */
const settleMs = 7 * dayMs;

/** An attack so long ago still says who slept before it, ms. */
const attackMs = 2 * dayMs;

/** Fewer sleepers in accepted runs are too few to say how a run came. */
const minSleepers = 60;

/** The traits of how somebody came, as in `sql/graph/cohort/trait_count.sql`. */
const traits = ["network", "address", "device", "wait", "logins", "visits"] as const;

export interface CohortGroup extends GivenRing {
  /** From when on its accounts joined, ms since 1970. */
  fromMs: number;
  pass: boolean;
}

/**
 * Runs of registrations that hardly anybody came back from: who would wake up together. Each run is judged against the same hours of other days; of its sleepers
 * those belong to it who came as the run came and not as everybody else does. Leaves `cohort_account` for the trace of cohorts, and `armed`: every sleeper of an
 * accepted run that is more likely of it than not, with its probability.
 * @param floods of the same run: who woke up for an attack of the last days was asleep until then, and so are those of its cohort who did not take part
 */
export async function findCohorts(engine: Engine, asOfMs: number, floods: readonly FloodGroup[] = []): Promise<CohortGroup[]> {
  const params: Params = { from_ms: asOfMs - lookBackMs("cohort"), to_ms: asOfMs - settleMs, as_of_ms: asOfMs, seen_to_ms: seenToMs(asOfMs, floods), day_ms: dayMs, quarter_ms: quarterMs };
  await engine.runFile("graph/cohort/joined.sql", params);
  const counts = await engine.readColumns("graph/cohort/quarter_count.sql");
  const { runs, chanceOf } = registrationRuns({ quarter: counts.quarter, joined: counts.joined_count, asleep: counts.asleep_count, warm: counts.warm_count });
  const judged = runs.map((run) => {
    const verdicts = askRules(cohortPolicy, run.view);
    return { ...run, verdicts, standing: standingOf(verdicts) };
  });
  await engine.createTable("cohort_run", {
    run_no: { type: "integer", values: judged.map((_, at) => at) },
    from_quarter: { type: "bigint", values: judged.map((run) => run.from) }, to_quarter: { type: "bigint", values: judged.map((run) => run.to) },
    standing: { type: "varchar", values: judged.map((run) => run.standing) },
  });
  const likely: Sleeper[] = [];
  for (const state of ["asleep", "warm"] as const) {
    await engine.runFile("graph/cohort/sleeper.sql", { state });
    likely.push(...(await likelySleepers(engine, (quarter) => chanceOf(quarter, state))));
    await engine.dropTables("sleeper");
  }
  await engine.dropTables("joined", "cohort_run");
  likely.sort((one, other) => one.account - other.account);
  for (const [at, run] of judged.entries()) {
    if (run.standing !== "asked") continue;
    const alike = askRules(alikePolicy, { sleeperCount: run.view.asleepCount, alikeCount: likely.filter((sleeper) => sleeper.run === at).reduce((sum, { probability }) => sum + probability, 0) });
    // Where it came alike, that it is not enough for itself is no objection.
    run.verdicts = allPass(alike) ? [...alike, ...run.verdicts.filter(({ pass }) => pass)] : [...run.verdicts, ...alike];
  }
  const ofPassing = likely.filter(({ run }) => allPass(judged[run].verdicts));

  const groups = judged.map((run, at): CohortGroup => {
    const members = ofPassing.filter((sleeper) => sleeper.run === at && cameAsTheRun.decide(sleeper).pass);
    // Nobody is banned for what he has not done.
    const group = challenged("cohort", Int32Array.from(members, (member) => member.account), members.map((member) => member.probability), run.verdicts, run.view.asleepCount);
    return { ...group, fromMs: run.from * quarterMs, pass: allPass(run.verdicts) && members.length > 0 };
  });
  await leaveTables(engine, groups, ofPassing, judged.map((run) => run.view.usualCount));
  return groups;
}

/** Up to when an account that is seen is awake, ms: a day before the first attack of the last days, where there was one. */
const seenToMs = (asOfMs: number, floods: readonly FloodGroup[]): number =>
  floods.filter(({ pass, fromMs }) => pass && fromMs >= asOfMs - attackMs).reduce((earliest, { fromMs }) => Math.min(earliest, fromMs - dayMs), asOfMs);

/** Accepted by itself; asked whether it came as accepted ones did, where all that it lacks is numbers; or refused. */
const standingOf = (verdicts: readonly Verdict[]): "accepted" | "asked" | "refused" =>
  allPass(verdicts) ? "accepted" : verdicts.every(({ rule, pass }) => pass || rule === beyondUsual.name) ? "asked" : "refused";

interface Sleeper {
  account: number;
  run: number;
  /** That it is of the run, 0 to 1. */
  probability: number;
  meanOfSurer: number;
}

/** The sleepers of accepted runs, and of those that are asked, that are more likely of them than not. */
async function likelySleepers(engine: Engine, chanceOf: (quarter: number) => number): Promise<Sleeper[]> {
  const sleepers = await engine.readColumns("graph/cohort/run_sleeper.sql");
  const counted = await engine.readRows("graph/cohort/trait_count.sql", { trait: text, value: whole, run_count: whole, other_count: whole });
  const chances = Array.from(sleepers.quarter, (quarter) => chanceOf(quarter));
  const places = Array.from(chances.keys());
  const accepted = places.filter((place) => sleepers.is_accepted[place] === 1);
  if (accepted.length < minSleepers) return [];
  const strangerShare = 1 - accepted.reduce((sum, place) => sum + chances[place], 0) / accepted.length;
  const weight = traitWeights({ trait: counted.map((row) => row.trait), value: counted.map((row) => row.value), runCount: counted.map((row) => row.run_count), otherCount: counted.map((row) => row.other_count) }, strangerShare);
  const logOdds = places.map((place) => traits.reduce((sum, trait) => sum + weight(trait, sleepers[trait][place]), 0));
  const named = (of: readonly number[], probabilities: readonly number[]): Sleeper[] => {
    const means = meansOfSurer(probabilities);
    return of.map((place, i) => ({ account: sleepers.account[place], run: sleepers.run_no[place], probability: probabilities[i], meanOfSurer: means[i] }));
  };
  const asked = new Map<number, number[]>();
  for (const place of places) {
    if (sleepers.is_accepted[place] === 1) continue;
    const ofRun = asked.get(sleepers.run_no[place]);
    if (ofRun === undefined) asked.set(sleepers.run_no[place], [place]);
    else ofRun.push(place);
  }
  return [
    ...named(accepted, accepted.map((place) => withOdds(chances[place], logOdds[place]))),
    ...[...asked.values()].flatMap((of) => named(of, fitAlike(of.map((place) => chances[place]), of.map((place) => logOdds[place])))),
  ].filter(({ probability }) => probability >= cameAsTheRun.thresholds.armed);
}

/** `cohort_account` and `armed`. */
async function leaveTables(engine: Engine, groups: readonly CohortGroup[], likely: readonly Sleeper[], usualCounts: readonly number[]): Promise<void> {
  const members = groups.flatMap((group, at) => (group.pass ? Array.from(group.accounts, (account) => ({ account, at, fromMs: group.fromMs })) : []));
  await engine.createTable("cohort_member", {
    account: { type: "integer", values: members.map(({ account }) => account) }, cohort_ms: { type: "bigint", values: members.map(({ fromMs }) => fromMs) },
    usual_count: { type: "double", values: members.map(({ at }) => usualCounts[at]) },
  });
  await engine.runFile("graph/cohort/cohort_account.sql");
  await engine.dropTables("cohort_member");
  await engine.createTable("armed_account", {
    account: { type: "integer", values: likely.map(({ account }) => account) }, cohort_ms: { type: "bigint", values: likely.map(({ run }) => groups[run].fromMs) },
    probability: { type: "double", values: likely.map(({ probability }) => probability) },
  });
  await engine.runFile("graph/cohort/armed.sql");
  await engine.dropTables("armed_account");
}

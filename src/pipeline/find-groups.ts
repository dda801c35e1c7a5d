import type { Engine } from "../engine/engine.js";
import type { Settings } from "../config/settings.js";
import type { EdgeList } from "../graph/edge-list.js";
import type { DetectionTrace, Prove } from "../rings/detection-trace.js";
import { prover } from "../rings/prover.js";
import { claimRings, findRings, strongestFirst, type FoundRing, type GivenRing, type RingOptions, type RingSearch } from "../rings/find-rings.js";
import { isMoment, type Holdings } from "../rings/holdings.js";
import type { RingModel } from "../rings/ring-test.js";
import { meansOfSurer, withOdds } from "../rings/cohort.js";
import { cameAsTheRun } from "../rings/rules/cohort.js";
import { actingShare } from "../rings/rules/life-of-its-own.js";
import { restOfErrand } from "../rings/rules/errand.js";
import { notProvisioned } from "../rings/rules/not-provisioned.js";
import { operatorOverTies } from "../rings/rules/operator-over-people.js";
import { tiePolicy } from "../rings/rules/policy.js";
import { allPass, askRules } from "../rings/rules/rule.js";
import type { PopulationLife } from "../rings/rules/group-view.js";
import { readHoldings, traceLate } from "./detect.js";
import { findCohorts, type CohortGroup } from "./find-cohorts.js";
import { findErrands } from "./find-errands.js";
import { findFloods, type FloodGroup } from "./find-floods.js";
import { findMachines, minMachineSize, prepareMachines } from "./find-machines.js";
import { findOrders, prepareOrders, refreshJoint, type OrderGroup } from "./find-orders.js";
import { createGroups, groupViews, memberVerdicts, populationLife } from "./life.js";

/** Everything that a search for rings came to, near misses included. */
export interface GroupSearch extends RingSearch {
  /** By key of the rings: its key_no in the engine's tables. */
  keyNo: Int32Array;
  /** Groups that act on the same orders, accepted or not. */
  orders: readonly OrderGroup[];
  /** Surges of rooms, accepted or not. */
  floods: readonly FloodGroup[];
  /** Runs of registrations, accepted or not. */
  cohorts: readonly CohortGroup[];
  /** Rings by their ties that an innocent cause explains better; never acted on. */
  spared: readonly FoundRing[];
  /** Asks the ring test about any group; only where the search was told to keep what that needs. */
  prove?: Prove;
}

/**
 * The whole search: groups by the orders that they act on, floods, and groups by what ties them; then every ring by ties is asked whether people who share a place, a
 * timetable or a prompt explain it better; last, cohorts that joined together and still sleep. Knows no Postgres and no run.
 * @param keep keeps the holdings in memory, for whoever wants to ask about groups afterwards
 */
export async function findGroups(engine: Engine, edges: EdgeList, settings: Settings, asOfMs: number, population: number, keep = false): Promise<GroupSearch> {
  await prepareOrders(engine, settings);
  const life = await populationLife(engine);
  const orders = await findOrders(engine, edges, settings, population, life);
  const floods = await findFloods(engine, settings, asOfMs);
  const cohorts = await findCohorts(engine, asOfMs, floods);
  await prepareMachines(engine);
  const errands = await findErrands(engine, life);
  const machines = await findMachines(engine, life);
  await engine.dropTables("machine_account");
  await traceLate(engine, asOfMs, population);
  const { holdings, keyNo } = await readHoldings(engine, population);
  const options: RingOptions = {
    componentLimit: settings.graph.component_limit, groupLimit: settings.graph.group_limit, floorStepBits: settings.graph.floor_step_bits, seed: settings.graph.seed,
    marginBits: settings.ring.margin_bits, accountMarginBits: settings.ring.account_margin_bits, minSize: settings.ring.min_size, minOccasions: settings.ring.min_occasions,
  };
  const given = [...orders, ...withRestOfCohorts(floods, cohorts)];
  const passing = given.filter((group) => group.pass);
  const search = findRings(edges, holdings, options, passing.filter((group) => isActedOn(group) && group.afterTies !== true));
  const { kept, spared } = await askTies(engine, search.rings, holdings, life);
  // Who acts is judged by its acts, by the weaker word last; then by what brought it (machines, hours of registration), or by the machine that it lives on; a cohort gets whoever still sleeps.
  const claimed = new Uint8Array(holdings.accountTotal);
  for (const ring of kept) for (const { account } of ring.members) claimed[account] = 1;
  const unclaimed = [...passing.filter((group) => !isActedOn(group)), ...cohorts.filter((group) => group.pass)];
  const again = claimRings(holdings, options, passing.filter((group) => isActedOn(group) && group.afterTies === true), claimed);
  const restOfErrands = errands.map((errand) => ({ ...errand, ...leftOf(errand, claimed) })).filter(({ accounts, strangerMachines }) => restOfErrand.decide({ leftCount: accounts.length, strangerMachines }).pass);
  const errandRings = claimRings(holdings, options, restOfErrands, claimed);
  const machineRings = claimRings(holdings, { ...options, minSize: minMachineSize }, machines, claimed);
  const rings = [...kept, ...again, ...errandRings, ...machineRings, ...claimRings(holdings, options, unclaimed, claimed)].sort(strongestFirst);
  const linked = [...search.linked, ...spared.map(({ model }) => ({ accounts: model.accounts, evidence: model.evidence, price: model.price }))];
  const trace: DetectionTrace = {
    proposals: [...search.trace.proposals, ...[...given, ...errands, ...machines, ...cohorts].map((group) => group.accounts)],
    accepted: rings.map((ring) => ring.model.accounts),
  };
  return { ...search, keyNo, rings, linked, trace, orders, floods, cohorts, spared, ...(keep ? { prove: prover(holdings, options) } : {}) };
}

/** Whether most of a group would be acted on. One that would only be watched leaves its accounts to whatever their ties prove. */
const isActedOn = ({ core }: GivenRing): boolean => 2 * core.filter(Boolean).length >= core.length;

/** A group without those whom others claimed: a farm was proved whole, however much of it acts together as well. */
function leftOf(group: GivenRing, claimed: Uint8Array): GivenRing {
  const places = [...group.accounts.keys()].filter((place) => claimed[group.accounts[place]] === 0);
  const pick = <T>(of: readonly T[]): T[] => places.map((place) => of[place]);
  return {
    ...group, accounts: Int32Array.from(places, (place) => group.accounts[place]), core: pick(group.core), alive: pick(group.alive),
    ...(group.ownAct === undefined ? {} : { ownAct: pick(group.ownAct) }), ...(group.probability === undefined ? {} : { probability: pick(group.probability) }),
  };
}

/** Of a cohort that woke up for a flood so many make the rest its own. */
const wokeShare = 0.5;

/**
 * The floods, each with those of its cohorts who did not take part: they wait for the second wave. They are challenged at most. Of the cohort that share
 * woke up: whoever did not is so much less likely of it.
 */
function withRestOfCohorts(floods: readonly FloodGroup[], cohorts: readonly CohortGroup[]): FloodGroup[] {
  return floods.map((flood) => {
    const members = new Set(flood.accounts);
    const rest = new Set(cohorts.filter((cohort) => cohort.pass && flood.pass).flatMap((cohort) => {
      const woke = cohort.accounts.filter((account) => members.has(account)).length / cohort.accounts.length;
      if (woke < wokeShare) return [];
      const asleep = [...cohort.accounts.keys()].filter((place) => !members.has(cohort.accounts[place]));
      const probabilities = asleep.map((place) => withOdds(cohort.probability![place], Math.log(1 - woke)));
      const means = meansOfSurer(probabilities);
      return asleep.filter((_, i) => cameAsTheRun.decide({ probability: probabilities[i], meanOfSurer: means[i] }).pass).map((place) => cohort.accounts[place]);
    }));
    if (rest.size === 0) return flood;
    const places = new Map(Array.from(flood.accounts, (account, place) => [account, place]));
    const accounts = Int32Array.from([...members, ...rest].sort((one, other) => one - other));
    const of = (known: readonly boolean[], otherwise: boolean): boolean[] => Array.from(accounts, (account) => (places.has(account) ? known[places.get(account)!] : otherwise));
    return { ...flood, accounts, core: of(flood.core, true), alive: of(flood.alive, true), ownAct: of(flood.ownAct ?? [], true) };
  });
}

/** Asks the policy about every ring by ties, and its members about their lives. */
async function askTies(engine: Engine, rings: readonly FoundRing[], holdings: Holdings, life: PopulationLife): Promise<{ kept: FoundRing[]; spared: FoundRing[] }> {
  const kept: FoundRing[] = [];
  const spared: FoundRing[] = [];
  const tied = rings.filter((ring) => ring.found === "ties");
  await engine.dropTables("group_account");
  // What the ring is, then the ring with whoever hangs on to it: a class's tablets tie dozens who did nothing to the few who did, and as one they look like a hall of machines.
  await createGroups(engine, [...tied.map((ring) => ring.model.accounts), ...tied.map((ring) => ring.members.map(({ account }) => account))]);
  await refreshJoint(engine);
  const views = new Map((await groupViews(engine, life)).map(({ group, view }) => [group, view]));
  const verdictsOf = await memberVerdicts(engine);
  let at = 0;
  for (const ring of rings) {
    if (ring.found !== "ties") {
      kept.push(ring);
      continue;
    }
    const ties = { momentsPerMember: momentsPerMember(ring.model, holdings), ownedShare: ownedShare(ring.model, holdings) };
    const own = { ...views.get(at)!, ...ties };
    const whole = { ...views.get(at + tied.length)!, ...ties };
    const [ownVerdicts, wholeVerdicts] = [askRules(tiePolicy, own), askRules(tiePolicy, whole)];
    // The stricter of the two answers, rule by rule.
    const verdicts = ownVerdicts.map((verdict, i) => (verdict.pass ? wholeVerdicts[i] : verdict));
    const mayBan = [own, whole].every((view) => operatorOverTies.mayBan(view) && notProvisioned.decide(view).pass);
    const isActing = whole.unitedShare >= actingShare;
    const members = ring.members.map((member) => {
      const said = verdictsOf.get(at + tied.length)?.get(member.account);
      return { ...member, core: member.core && !(isActing && said?.ofRing === false), livesElsewhere: member.livesElsewhere || !mayBan || said?.alive === true };
    });
    (allPass(verdicts) ? kept : spared).push({ ...ring, verdicts, members });
    at++;
  }
  return { kept, spared };
}

/** Accepted moments that an account of a ring was part of, on average. */
function momentsPerMember(model: RingModel, { kinds, kind }: Holdings): number {
  return model.keys.reduce((sum, { key, memberCount }) => sum + (isMoment(kinds[kind[key]]) ? memberCount : 0), 0) / model.accounts.length;
}

/** What kinds that are nobody's but the account's own (machines, creations) bring, as a part of the price. */
function ownedShare(model: RingModel, { kinds }: Holdings): number {
  return kinds.reduce((sum, rule, number) => sum + (rule.ownAct ? model.bitsByKind[number] : 0), 0) / model.price;
}

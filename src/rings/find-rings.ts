import { nameOfAccounts } from "./account-list.js";
import type { DetectionTrace } from "./detection-trace.js";
import type { EdgeList } from "../graph/edge-list.js";
import { proposeCommunities, type ProposeOptions } from "../graph/propose-communities.js";
import { leaders } from "./leaders.js";
import { withoutAccounts, type Holdings } from "./holdings.js";
import { priceOfOneName } from "./price.js";
import { gain, refineRing, RememberedSteps, wideCap } from "./refine-ring.js";
import { splitRing, unlinkedParts } from "./split-ring.js";
import { cohortSeeds } from "./cohort-seeds.js";
import { machineSeeds } from "./machine-seeds.js";
import { surgeSeeds } from "./surge-seeds.js";
import { RingRules, ownCoordinationShare, type RingRuleOptions } from "./ring-rules.js";
import type { Verdict } from "./rules/rule.js";
import { RingTest, type AccountEvidence, type RingModel } from "./ring-test.js";

export interface RingOptions extends RingRuleOptions, ProposeOptions {
  /** An account's own evidence must exceed the price of its name by this many bits to be core. */
  accountMarginBits: number;
}

/**
 * How a ring was found: by what ties its accounts, by the orders that they act on, in a flood, by the machines or the hours of registration that brought them to the same targets, by the one machine that they were made on and live on,
 * or as a cohort that joined together and sleeps.
 */
export type FoundBy = "ties" | "orders" | "flood" | "farm" | "batch" | "machine" | "cohort";

/** A group that another search proved and its own policy accepted; here it only has to pay for its name, where its search says so (`mustPay`). */
export interface GivenRing {
  found: Exclude<FoundBy, "ties">;
  /** Ascending. */
  accounts: Int32Array;
  /** Beside `accounts`: sure enough for an action; the others are watched. */
  core: readonly boolean[];
  /** Beside `accounts`: it has a life of its own, or what ties it is not enough for a ban. */
  alive: readonly boolean[];
  /** Beside `accounts`: what it did cannot be imprinted on it; left out: what its keys say decides. */
  ownAct?: readonly boolean[];
  /** Beside `accounts`: that it is of the group, 0 to 1; left out: what its bits say. */
  probability?: readonly number[];
  /** Of overlapping groups the one with the most claims the accounts first. */
  gain: number;
  verdicts: readonly Verdict[];
  /** It claims what ties leave. */
  afterTies?: boolean;
}

/**
 * A group of which every account is asked to prove itself, and none is banned: how its accounts live, came or sleep speaks for it, and a desk or a class can look so.
 * @param probability beside `accounts`
 */
export function challenged(found: GivenRing["found"], accounts: Int32Array, probability: readonly number[], verdicts: readonly Verdict[], gain = accounts.length): GivenRing {
  const all = Array.from(accounts, () => true);
  return { found, accounts, core: all, alive: all, ownAct: all, probability, gain, verdicts };
}

/** A community that proved to be a ring. */
export interface FoundRing {
  found: FoundBy;
  model: RingModel;
  /** What the rules said of it, in the order of the policy. */
  verdicts: readonly Verdict[];
  /**
   * The accounts of the model, and those outside it that its keys tie to it without their own coordination; each with its own evidence.
   * Lives elsewhere: most of its logins are on a machine that nobody else uses. Core: sure enough, by its own evidence, for an action, and not the one that the others copy.
   */
  members: { account: number; bits: number; core: boolean; livesElsewhere: boolean; ownAct?: boolean; probability?: number }[];
  /** Still significant after any single source is taken away. */
  survives: boolean;
}

/** A significant group without coordination: a household, an office, a dormitory; shown to investigators, never acted on. */
export interface LinkedGroup {
  accounts: Int32Array;
  evidence: number;
  price: number;
}

export interface RingSearch {
  /** Strongest evidence first; an account is in at most one. */
  rings: FoundRing[];
  linked: LinkedGroup[];
  trace: DetectionTrace;
  counts: { components: number; largest_component: number; communities: number; seeds: number; coordinated_seeds: number };
}

/**
 * Components → Louvain inside each → split → ring test. Components over the limit are cut again at higher floors; every cut proposes its
 * communities, and the ring test decides: of overlapping rings the one whose evidence exceeds its price most claims the accounts first.
 * So one stray edge into a giant component changes no candidate.
 */
export function findRings(edges: EdgeList, all: Holdings, options: RingOptions, given: readonly GivenRing[] = []): RingSearch {
  const claimed = new Uint8Array(all.accountTotal);
  const givenRings = claimRings(all, options, given, claimed);
  const holdings = withoutAccounts(all, claimed);
  const test = new RingTest(holdings);
  const rules = new RingRules(test, holdings, options);
  const found = proposeCommunities(edges, options);
  const seeds = found.groups;
  const counts = { components: found.componentCount, largest_component: found.largestComponent, communities: found.communityCount, seeds: 0, coordinated_seeds: 0 };

  const refine = { population: holdings.population, accountMarginBits: options.accountMarginBits, minSize: options.minSize, steps: new RememberedSteps() };
  const proposals: RingModel[] = [];
  const proposed: Int32Array[] = [];
  const linked: LinkedGroup[] = [];
  const tried = new Set<string>();
  const split = new Set<string>();
  const explained = new Uint8Array(holdings.accountTotal);
  for (const seed of seeds) {
    if (tried.has(nameOfAccounts(seed))) continue;
    if (!propose(seed)) {
      const group = test.fit(seed);
      if (group.evidence > group.price + options.marginBits && seed.length <= options.componentLimit) linked.push({ accounts: seed, evidence: group.evidence, price: group.price });
    }
  }
  // One after the other: what the first explain, surges leave out.
  for (const more of [machineSeeds(holdings, options.minSize), cohortSeeds(holdings, options.minSize), surgeSeeds(holdings, options.minSize, explained)]) {
    for (const seed of more) if (seed.length <= options.groupLimit && !tried.has(nameOfAccounts(seed))) propose(seed);
  }

  /** Refines a seed; where it holds a ring, the ring's parts become proposals. */
  function propose(seed: Int32Array): boolean {
    tried.add(nameOfAccounts(seed));
    counts.seeds++;
    proposed.push(seed);
    const model = refineIfRing(seed);
    if (model === undefined) return false;
    counts.coordinated_seeds++;
    const whole = nameOfAccounts(model.accounts);
    if (split.has(whole)) return true;
    split.add(whole);
    // Batches of a bulk registration share no moment with each other and are one ring all the same.
    const isActing = !rules.isBatch(model);
    const neighbourTest = (piece: Int32Array, rest: Int32Array): boolean => (isActing || !rules.isRunFromSharedMachines(piece)) && rules.isNeighbour(piece, rest);
    const separation = isActing ? { actTogether: rules.actTogether(), isBatch: (accounts: Int32Array) => rules.isBatch(test.fit(accounts)) } : undefined;
    for (const part of splitRing(model, holdings, options.seed, refineIfRing, neighbourTest, separation)) {
      proposals.push(part);
      for (const account of part.accounts) explained[account] = 1;
    }
    return true;
  }

  function refineIfRing(accounts: Int32Array): RingModel | undefined {
    if (accounts.length < options.minSize) return undefined;
    const model = refineRing(test, accounts, refine);
    return model !== undefined && rules.isRing(model) ? model : undefined;
  }

  // Greedy claim, the best gain first. What is left of an overlapping proposal is tested again.
  const byGain = (one: RingModel, other: RingModel): number => gain(other) - gain(one) || one.accounts[0] - other.accounts[0];
  const accepted: RingModel[] = [];
  const trace: DetectionTrace = { proposals: proposed, accepted: proposals.map((model) => model.accounts) };
  const queue = proposals.sort(byGain);
  while (queue.length > 0) {
    const model = queue.shift()!;
    const free = model.accounts.filter((account) => claimed[account] === 0);
    if (free.length === model.accounts.length) {
      for (const part of ringsOf(model)) {
        accepted.push(part);
        for (const account of part.accounts) claimed[account] = 1;
      }
      continue;
    }
    if (free.length < options.minSize) continue;
    const rest = test.fit(free);
    // Its machines are, like as not, those of the ring that took the others: they say nothing for a ring of its own.
    if (!rules.isRing(rest, ownCoordinationShare)) continue;
    let at = queue.findIndex((other) => byGain(rest, other) < 0);
    if (at < 0) at = queue.length;
    queue.splice(at, 0, rest);
  }

  const tiedRings = accepted.map((model): FoundRing => {
    const sure = sureness(model);
    const evidence = test.score(model, wideCap);
    const copied = leaders(model, holdings);
    const members: FoundRing["members"] = [];
    evidence.accounts.forEach((account, i) => {
      const inModel = i < model.accounts.length;
      const tied = evidence.bits[i] > sure.bits && claimed[account] === 0;
      if (!inModel && !tied) return;
      claimed[account] = 1;
      members.push({ account, bits: evidence.bits[i], core: inModel && isCore(evidence, i, sure) && !copied.has(account), livesElsewhere: rules.livesElsewhere(account) });
    });
    return { found: "ties", verdicts: [], model, members, survives: rules.survives(coreOf(model)) };
  });
  const rings = [...givenRings, ...tiedRings];

  /**
   * Parts that share no key are not one ring, however little it costs to name them together: a class and the ring that joined in the same days, a desk and a ring beside it. Each that is a ring on its own
   * is one, and the others are none; where no part is, they prove each other and stay.
   */
  function ringsOf(model: RingModel): RingModel[] {
    const parts = unlinkedParts(model, holdings);
    if (parts.length < 2) return [model];
    const rings = parts.filter((part) => part.length >= options.minSize).map((part) => test.fit(part)).filter((part) => rules.isRing(part));
    return rings.length === 0 ? [model] : rings;
  }

  /**
   * The ring of its sure accounts alone: hangers-on, of which a few more or less come along by where Louvain happened to cut, must not
   * decide whether the ring survives the loss of a source.
   */
  function coreOf(proposal: RingModel): RingModel {
    const evidence = test.score(proposal, 0);
    const sure = sureness(proposal);
    const core = proposal.accounts.filter((_, i) => isCore(evidence, i, sure));
    if (core.length === proposal.accounts.length || core.length < options.minSize) return proposal;
    const model = test.fit(core);
    return rules.isRing(model) ? model : proposal;
  }

  /** What an account's own evidence must reach to be core: the price of its name with the margin, and the part of it in coordination that the ring must reach. */
  function sureness(model: RingModel): { bits: number; coordination: number } {
    return {
      bits: priceOfOneName(holdings.population, model.accounts.length) + options.accountMarginBits,
      coordination: rules.coordinationShare(model) * (priceOfOneName(holdings.population, model.accounts.length) + Math.LOG2E),
    };
  }

  function isCore(evidence: AccountEvidence, i: number, sure: { bits: number; coordination: number }): boolean {
    return evidence.bits[i] > sure.bits && evidence.coordination[i] >= sure.coordination && evidence.withoutStrongest[i] >= options.accountMarginBits;
  }

  rings.sort(strongestFirst);
  return { rings, linked: disjoint(linked, claimed, options.minSize), trace, counts };
}

/** The order of rings: the most evidence first. */
export const strongestFirst = (one: FoundRing, other: FoundRing): number => other.model.evidence - one.model.evidence || one.model.accounts[0] - other.model.accounts[0];

/** Whether its keys must pay for the names of its accounts. What speaks for those who live on one machine, or came by machines of several, is how they live there and how many came: no key. */
const mustPay: Readonly<Record<GivenRing["found"], boolean>> = { orders: true, flood: true, farm: false, batch: false, machine: false, cohort: true };

/** The rings that other searches proved, the largest gain first; what is left of one that overlaps a better one must be most of it. Marks their accounts in `claimed`. */
export function claimRings(holdings: Holdings, options: RingOptions, given: readonly GivenRing[], claimed: Uint8Array): FoundRing[] {
  const test = new RingTest(holdings);
  const rules = new RingRules(test, holdings, options);
  const rings: FoundRing[] = [];
  for (const ring of [...given].sort((one, other) => other.gain - one.gain || one.accounts[0] - other.accounts[0])) {
    const places = Array.from(ring.accounts.keys()).filter((place) => claimed[ring.accounts[place]] === 0);
    if (places.length < options.minSize || places.length * 2 < ring.accounts.length) continue;
    const model = test.fit(Int32Array.from(places, (place) => ring.accounts[place]));
    if (mustPay[ring.found] && gain(model) <= options.marginBits) continue;
    const { bits } = test.score(model, 0);
    for (const account of model.accounts) claimed[account] = 1;
    rings.push({
      found: ring.found, verdicts: ring.verdicts, model,
      members: places.map((place, i) => ({
        account: ring.accounts[place], bits: bits[i], core: ring.core[place], livesElsewhere: ring.alive[place], ...(ring.ownAct === undefined ? {} : { ownAct: ring.ownAct[place] }),
        ...(ring.probability === undefined ? {} : { probability: ring.probability[place] }),
      })),
      // Who opened a room in a flood, joined with a cohort, or lives on a machine of several, does so itself: that cannot be copied onto it, so one source is enough.
      survives: ring.found !== "orders" || rules.survives(model),
    });
  }
  return rings;
}

/** The linked groups that are left beside the rings, strongest first, each account in at most one: cuts at several floors propose the same group more than once. */
function disjoint(groups: LinkedGroup[], claimed: Uint8Array, minSize: number): LinkedGroup[] {
  const taken = claimed.slice();
  return [...groups]
    .sort((one, other) => gain(other) - gain(one) || one.accounts[0] - other.accounts[0])
    .filter(({ accounts }) => {
      if (accounts.length < minSize || accounts.some((account) => taken[account] === 1)) return false;
      for (const account of accounts) taken[account] = 1;
      return true;
    });
}

import { communityAccounts, findCommunities } from "../graph/find-communities.js";
import { findComponents, type Component } from "../graph/find-components.js";
import { raiseFloor, type EdgeList } from "../graph/edge-list.js";
import { leaders } from "./leaders.js";
import { isCreation, isMachine, type Holdings, type KindRule } from "./holdings.js";
import { priceOfOneName } from "./price.js";
import { gain, refineRing, wideCap } from "./refine-ring.js";
import { joinAccounts, splitRing } from "./split-ring.js";
import { cohortSeeds } from "./cohort-seeds.js";
import { machineSeeds } from "./machine-seeds.js";
import { surgeSeeds } from "./surge-seeds.js";
import { RingTest, nameOfAccounts, type AccountEvidence, type RingModel } from "./ring-test.js";

/** As many accounts as live under one roof, a dormitory's too; a larger ring needs one occasion less. */
const roofSize = 24;

/** A ring that is coordinated by its creation has at least this part of its price in common machines, networks and moments; so much makes a creation an occasion. */
const batchTieShare = 0.2;

/** Below this share of its logins on devices of its own an account lives on shared machines; a ring of which this part does is run from them. */
const soloLimit = 0.2;
const sharedPart = 0.7;

/** Above this share of its logins on devices of its own an account lives elsewhere. */
const ownLifeShare = 0.5;

/** Occasions that a ring run from shared machines needs: nobody lives like that, so the rule for people under one roof is not for it. */
const sharedOccasions = 2;

/** The part of its price that a ring must be coordinated by, and one that is run from shared machines: they already say that one hand runs it. */
const ownCoordinationShare = 0.5;
const sharedCoordinationShare = 1 / 3;

/** Machines in common that give this part of the price stand for one occasion. */
const machineShare = 0.75;

/** A piece of a ring with less than this part of its own price in coordination is only linked to it; with less than that, it must be tied by the others. */
const neighbour = { linked: 0.2, untied: 0.45 } as const;

export interface RingOptions {
  /** Components above this many accounts are also cut at higher floors. */
  componentLimit: number;
  /** Groups above this many accounts are not tried. */
  groupLimit: number;
  /** Bits added to the floor of edges per cut. */
  floorStepBits: number;
  /** Seed of Louvain's generator. */
  seed: number;
  /** Evidence must exceed the price by this many bits. */
  marginBits: number;
  /** An account's own evidence must exceed the price of its name by this many bits to be core. */
  accountMarginBits: number;
  /** Rings below this size are not rings. */
  minSize: number;
  /** Separate occasions on which a ring must have acted as one, unless its accounts were created together. */
  minOccasions: number;
}

/** A community that proved to be a ring. */
export interface FoundRing {
  model: RingModel;
  /**
   * The accounts of the model, and those outside it that its keys tie to it without their own coordination; each with its own evidence.
   * Lives elsewhere: most of its logins are on a machine that nobody else uses. Core: sure enough, by its own evidence, for an action, and not the one that the others copy.
   */
  members: { account: number; bits: number; core: boolean; livesElsewhere: boolean }[];
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
  counts: { components: number; largest_component: number; communities: number; seeds: number; coordinated_seeds: number };
}

/**
 * Components → Louvain inside each → split → ring test. Components over the limit are cut again at higher floors; every cut proposes its
 * communities, and the ring test decides: of overlapping rings the one whose evidence exceeds its price most claims the accounts first.
 * So one stray edge into a giant component changes no candidate.
 */
export function findRings(edges: EdgeList, holdings: Holdings, options: RingOptions): RingSearch {
  const test = new RingTest(holdings);
  const seeds: Int32Array[] = [];
  const components = findComponents(edges);
  const counts = { components: components.length, largest_component: components[0]?.accounts.length ?? 0, communities: 0, seeds: 0, coordinated_seeds: 0 };
  for (const component of components) proposeFrom(component);

  function proposeFrom(component: Component): void {
    if (component.accounts.length < options.minSize) return;
    const groups = communityAccounts(component, findCommunities(component, { seed: options.seed }));
    counts.communities += groups.length;
    for (const group of groups) if (group.length >= options.minSize && group.length <= options.groupLimit) seeds.push(group);
    if (groups.length > 1 && component.accounts.length <= options.componentLimit) seeds.push(component.accounts);
    if (component.accounts.length > options.componentLimit) {
      let floor = Number.POSITIVE_INFINITY;
      for (const weight of component.edges.weight) floor = Math.min(floor, weight);
      const higher = raiseFloor(component.edges, floor + options.floorStepBits);
      if (higher.a.length > 0 && higher.a.length < component.edges.a.length) for (const piece of findComponents(higher)) proposeFrom(piece);
    }
  }

  const refine = { population: holdings.population, accountMarginBits: options.accountMarginBits, minSize: options.minSize };
  const proposals: RingModel[] = [];
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
    const model = refineIfRing(seed);
    if (model === undefined) return false;
    counts.coordinated_seeds++;
    const whole = nameOfAccounts(model.accounts);
    if (split.has(whole)) return true;
    split.add(whole);
    // Batches of a bulk registration share no moment with each other and are one ring all the same.
    const isActing = !isBatch(model);
    const neighbourTest = (piece: Int32Array, rest: Int32Array): boolean => (isActing || !isRunFromSharedMachines(piece)) && isNeighbour(piece, rest);
    const separation = isActing ? { actTogether: actTogether(), isBatch: (accounts: Int32Array) => isBatch(test.fit(accounts)) } : undefined;
    for (const part of splitRing(model, holdings, options.seed, refineIfRing, neighbourTest, separation)) {
      proposals.push(part);
      for (const account of part.accounts) explained[account] = 1;
    }
    return true;
  }

  /**
   * Whether a piece of a ring is people beside it: on its own it is linked and next to uncoordinated, or it is hardly coordinated and shares
   * no moments with the rest.
   */
  function isNeighbour(piece: Int32Array, rest: Int32Array): boolean {
    const own = test.fit(piece);
    const control = bitsOf(own, (rule) => rule.proves === "control");
    if (piece.length >= options.minSize && own.coordination < neighbour.linked * own.price && control >= own.price / 2) return true;
    return own.coordination < neighbour.untied * own.price && !isTied(rest, piece);
  }

  /** Whether most of a group's coordination is its creation. */
  function isBatch(model: RingModel): boolean {
    return model.coordination <= 2 * bitsOf(model, isCreation);
  }

  /**
   * Whether two groups say more about each other's coordination together than each on its own: of one ring the parts mask each other, of two the
   * absences of each count against the other's moments. Fits each group once.
   */
  function actTogether(): (one: Int32Array, other: Int32Array) => boolean {
    const alone = new Map<Int32Array, number>();
    const coordinationOf = (accounts: Int32Array): number => {
      let bits = alone.get(accounts);
      if (bits === undefined) alone.set(accounts, (bits = test.fit(accounts).coordination));
      return bits;
    };
    return (one, other) => test.fit(joinAccounts([one, other])).coordination > coordinationOf(one) + coordinationOf(other) + options.marginBits;
  }

  /** Whether the rest's moments name at least half of a piece, each for half the price of a name. */
  function isTied(rest: Int32Array, piece: Int32Array): boolean {
    const enough = priceOfOneName(holdings.population, rest.length) / 2;
    return test.coordinationWith(test.fit(rest), piece).filter((bits) => bits >= enough).length * 2 >= piece.length;
  }

  function refineIfRing(accounts: Int32Array): RingModel | undefined {
    if (accounts.length < options.minSize) return undefined;
    const model = refineRing(test, accounts, refine);
    return model !== undefined && isRing(model) ? model : undefined;
  }

  /**
   * Significant, coordinated, and more than a crowd at one event: evidence that can be copied onto people must survive the loss of any single
   * source; evidence of the accounts' own acts (half the price of it) may rest on one.
   */
  function isRing(model: RingModel, share = coordinationShare(model)): boolean {
    if (model.accounts.length < options.minSize || model.evidence <= model.price + options.marginBits || model.coordination < model.price * share) return false;
    if (!repeats(model)) return false;
    const ownAct = bitsOf(model, (rule) => rule.ownAct);
    const control = bitsOf(model, (rule) => rule.proves === "control");
    const slow = bitsOf(model, (rule) => rule.slow);
    // People who follow the same things come on the same days; only with common machines or networks are common days a plan.
    if (model.coordination - slow < model.price * share && control < model.price / 2) return false;
    // Created together and nothing else: a campaign brings strangers in one quarter of an hour. Common machines or acts tell a batch from an audience.
    const acting = model.coordination - bitsOf(model, isCreation) - bitsAtCreation(model);
    if (acting < model.price / 2 && control + acting < model.price * batchTieShare) return false;
    return ownAct >= model.price / 2 || survives(model);
  }

  /** What some kinds give together, bits. */
  function bitsOf(model: RingModel, counts: (rule: KindRule) => boolean): number {
    return holdings.kinds.reduce((sum, rule, number) => sum + (counts(rule) ? model.bitsByKind[number] : 0), 0);
  }

  /** What moments give that are those of a creation: signing up for a star and following him at once is one event. */
  function bitsAtCreation(model: RingModel): number {
    const created = model.keys.filter(({ key }) => isCreation(holdings.kinds[holdings.kind[key]]));
    return model.keys.reduce((sum, { key, bits }) => {
      const { momentMs, slow } = holdings.kinds[holdings.kind[key]];
      return momentMs > 0 && !slow && created.some((other) => Math.abs(holdings.atMs[other.key] - holdings.atMs[key]) < momentMs) ? sum + bits : sum;
    }, 0);
  }

  /** Acting as one on several occasions, or created together. Neighbours who watch a few shows together are not a ring. */
  function repeats(model: RingModel): boolean {
    if (bitsOf(model, isCreation) >= model.price / 2) return true;
    let occasions = 0;
    let attended = 0;
    let days = 0;
    for (const { key, memberCount } of model.keys) {
      const rule = holdings.kinds[holdings.kind[key]];
      if (rule.proves !== "coordination" || rule.ownAct) continue;
      if (rule.slow) days++;
      else {
        occasions++;
        attended += memberCount;
      }
    }
    const actedAsOne = occasions + Math.floor(days / 2);
    // Who signed up together at machines that all of them live on did so as one: that is an occasion too.
    const signUps = bitsOf(model, isCreation) >= model.price * batchTieShare ? 1 : 0;
    if (isRunFromSharedMachines(model.accounts)) return actedAsOne + signUps >= sharedOccasions;
    if (model.accounts.length > roofSize || isTiedByMachines(model)) return actedAsOne >= options.minOccasions - 1;
    // Two circles of friends in one dormitory have their evenings each; only what the same account does again and again is a plan.
    const each = attended / model.accounts.length + Math.floor(days / 2);
    return actedAsOne >= options.minOccasions && (!isAtHome(model) || each >= options.minOccasions - 1);
  }

  /** The part of the price that coordination must give: half of it, less where nobody lives as the members do. */
  function coordinationShare(model: RingModel): number {
    return isRunFromSharedMachines(model.accounts) ? sharedCoordinationShare : ownCoordinationShare;
  }

  function isRunFromSharedMachines(accounts: Int32Array): boolean {
    let shared = 0;
    for (const account of accounts) if (holdings.soloShare[account] <= soloLimit) shared++;
    return shared >= sharedPart * accounts.length;
  }

  /** Linked, while most of the members live on machines of their own: what they share is a console, or the network at home. */
  function isAtHome(model: RingModel): boolean {
    let elsewhere = 0;
    for (const account of model.accounts) if (holdings.soloShare[account] > ownLifeShare) elsewhere++;
    return elsewhere * 2 > model.accounts.length && bitsOf(model, (rule) => rule.proves === "control") >= model.price / 2;
  }

  /** Several machines in common that pay for most of the names: a dormitory has one console. */
  function isTiedByMachines(model: RingModel): boolean {
    const ties = model.keys.filter(({ key }) => isMachine(holdings.kinds[holdings.kind[key]]));
    return ties.length >= 2 && ties.reduce((sum, { bits }) => sum + bits, 0) >= machineShare * model.price;
  }

  function survives(model: RingModel): boolean {
    // Without the margin: that pays for having looked at all groups, and the ring has paid it once.
    return test.leastWithoutOneSource(model) > model.price;
  }

  // Greedy claim, the best gain first. What is left of an overlapping proposal is tested again.
  const byGain = (one: RingModel, other: RingModel): number => gain(other) - gain(one) || one.accounts[0] - other.accounts[0];
  const claimed = new Uint8Array(holdings.accountTotal);
  const accepted: RingModel[] = [];
  const queue = proposals.sort(byGain);
  while (queue.length > 0) {
    const model = queue.shift()!;
    const free = model.accounts.filter((account) => claimed[account] === 0);
    if (free.length === model.accounts.length) {
      accepted.push(model);
      for (const account of model.accounts) claimed[account] = 1;
      continue;
    }
    if (free.length < options.minSize) continue;
    const rest = test.fit(free);
    // Its machines are, like as not, those of the ring that took the others: they say nothing for a ring of its own.
    if (!isRing(rest, ownCoordinationShare)) continue;
    let at = queue.findIndex((other) => byGain(rest, other) < 0);
    if (at < 0) at = queue.length;
    queue.splice(at, 0, rest);
  }

  const rings = accepted.map((model): FoundRing => {
    const sure = sureness(model);
    const evidence = test.score(model, wideCap);
    const copied = leaders(model, holdings);
    const members: FoundRing["members"] = [];
    evidence.accounts.forEach((account, i) => {
      const inModel = i < model.accounts.length;
      const tied = evidence.bits[i] > sure.bits && claimed[account] === 0;
      if (!inModel && !tied) return;
      claimed[account] = 1;
      members.push({ account, bits: evidence.bits[i], core: inModel && isCore(evidence, i, sure) && !copied.has(account), livesElsewhere: holdings.soloShare[account] > ownLifeShare });
    });
    return { model, members, survives: survives(coreOf(model)) };
  });

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
    return isRing(model) ? model : proposal;
  }

  /** What an account's own evidence must reach to be core: the price of its name with the margin, and the part of it in coordination that the ring must reach. */
  function sureness(model: RingModel): { bits: number; coordination: number } {
    return {
      bits: priceOfOneName(holdings.population, model.accounts.length) + options.accountMarginBits,
      coordination: coordinationShare(model) * (priceOfOneName(holdings.population, model.accounts.length) + Math.LOG2E),
    };
  }

  function isCore(evidence: AccountEvidence, i: number, sure: { bits: number; coordination: number }): boolean {
    return evidence.bits[i] > sure.bits && evidence.coordination[i] >= sure.coordination && evidence.withoutStrongest[i] >= options.accountMarginBits;
  }

  rings.sort((one, other) => other.model.evidence - one.model.evidence || one.model.accounts[0] - other.model.accounts[0]);
  return { rings, linked: disjoint(linked, claimed, options.minSize), counts };
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

import { isCreation, isMachine, isMoment, type Holdings, type KindRule } from "./holdings.js";
import { priceOfOneName } from "./price.js";
import { joinAccounts } from "./account-list.js";
import type { RingModel, RingTest } from "./ring-test.js";

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
export const ownCoordinationShare = 0.5;
const sharedCoordinationShare = 1 / 3;

/** Machines in common that give this part of the price stand for one occasion. */
const machineShare = 0.75;

/** A piece of a ring with less than this part of its own price in coordination is only linked to it; with less than that, it must be tied by the others. */
const neighbour = { linked: 0.2, untied: 0.45 } as const;

const isControl = (rule: KindRule): boolean => rule.proves === "control";

export interface RingRuleOptions {
  /** Evidence must exceed the price by this many bits. */
  marginBits: number;
  /** Rings below this size are not rings. */
  minSize: number;
  /** Separate occasions on which a ring must have acted as one, unless its accounts were created together. */
  minOccasions: number;
}

/** What makes a group a ring, what two groups must share to be one, and who lives how: every rule of which the search asks a yes or no. */
export class RingRules {
  constructor(
    private readonly test: RingTest,
    private readonly holdings: Holdings,
    private readonly options: RingRuleOptions,
  ) {}

  /**
   * Significant, coordinated, and more than a crowd at one event: evidence that can be copied onto people must survive the loss of any single
   * source; evidence of the accounts' own acts (half the price of it) may rest on one.
   */
  isRing(model: RingModel, share = this.coordinationShare(model)): boolean {
    if (model.accounts.length < this.options.minSize || model.evidence <= model.price + this.options.marginBits || model.coordination < model.price * share) return false;
    if (!this.repeats(model)) return false;
    const ownAct = this.bitsOf(model, (rule) => rule.ownAct);
    const control = this.bitsOf(model, isControl);
    const slow = this.bitsOf(model, (rule) => rule.slow);
    // People who follow the same things come on the same days; only with common machines or networks are common days a plan.
    if (model.coordination - slow < model.price * share && !this.isLinked(model)) return false;
    // Created together and nothing else: a campaign brings strangers in one quarter of an hour. Common machines or acts tell a batch from an audience.
    const acting = model.coordination - this.bitsOf(model, isCreation) - this.bitsAtCreation(model);
    if (acting < model.price / 2 && control + acting < model.price * batchTieShare) return false;
    return ownAct >= model.price / 2 || this.survives(model);
  }

  /** What some kinds give together, bits. */
  private bitsOf(model: RingModel, counts: (rule: KindRule) => boolean): number {
    return this.holdings.kinds.reduce((sum, rule, number) => sum + (counts(rule) ? model.bitsByKind[number] : 0), 0);
  }

  /** What moments give that are those of a creation: signing up for a star and following him at once is one event. */
  private bitsAtCreation(model: RingModel): number {
    const created = model.keys.filter(({ key }) => isCreation(this.holdings.kinds[this.holdings.kind[key]]));
    return model.keys.reduce((sum, { key, bits }) => {
      const rule = this.holdings.kinds[this.holdings.kind[key]];
      return isMoment(rule) && created.some((other) => Math.abs(this.holdings.atMs[other.key] - this.holdings.atMs[key]) < rule.momentMs) ? sum + bits : sum;
    }, 0);
  }

  /** Acting as one on several occasions, or created together. Neighbours who watch a few shows together are not a ring. */
  private repeats(model: RingModel): boolean {
    if (this.bitsOf(model, isCreation) >= model.price / 2) return true;
    let occasions = 0;
    let attended = 0;
    let days = 0;
    for (const { key, memberCount } of model.keys) {
      const rule = this.holdings.kinds[this.holdings.kind[key]];
      if (rule.slow) days++;
      if (!isMoment(rule)) continue;
      occasions++;
      attended += memberCount;
    }
    const actedAsOne = occasions + Math.floor(days / 2);
    // Who signed up together at machines that all of them live on did so as one: that is an occasion too.
    const signUps = this.bitsOf(model, isCreation) >= model.price * batchTieShare ? 1 : 0;
    if (this.isRunFromSharedMachines(model.accounts)) return actedAsOne + signUps >= sharedOccasions;
    if (model.accounts.length > roofSize || this.isTiedByMachines(model)) return actedAsOne >= this.options.minOccasions - 1;
    // Two circles of friends in one dormitory have their evenings each; only what the same account does again and again is a plan.
    const each = attended / model.accounts.length + Math.floor(days / 2);
    return actedAsOne >= this.options.minOccasions && (!this.isAtHome(model) || each >= this.options.minOccasions - 1);
  }

  /** The part of the price that coordination must give: half of it, less where nobody lives as the members do. */
  coordinationShare(model: RingModel): number {
    return this.isRunFromSharedMachines(model.accounts) ? sharedCoordinationShare : ownCoordinationShare;
  }

  /** Whether nearly all members live on machines that they share. */
  isRunFromSharedMachines(accounts: Int32Array): boolean {
    let shared = 0;
    for (const account of accounts) if (this.holdings.soloShare[account] <= soloLimit) shared++;
    return shared >= sharedPart * accounts.length;
  }

  /** Whether common machines and networks pay for half the names. */
  private isLinked(model: RingModel): boolean {
    return this.bitsOf(model, isControl) >= model.price / 2;
  }

  /** Linked, while most of the members live on machines of their own: what they share is a console, or the network at home. */
  private isAtHome(model: RingModel): boolean {
    let elsewhere = 0;
    for (const account of model.accounts) if (this.livesElsewhere(account)) elsewhere++;
    return elsewhere * 2 > model.accounts.length && this.isLinked(model);
  }

  /** Several machines in common that pay for most of the names: a dormitory has one console. */
  private isTiedByMachines(model: RingModel): boolean {
    const ties = model.keys.filter(({ key }) => isMachine(this.holdings.kinds[this.holdings.kind[key]]));
    return ties.length >= 2 && ties.reduce((sum, { bits }) => sum + bits, 0) >= machineShare * model.price;
  }

  /** Whether a group is still significant after any single source is taken away. */
  survives(model: RingModel): boolean {
    // Without the margin: that pays for having looked at all groups, and the ring has paid it once.
    return this.test.leastWithoutOneSource(model) > model.price;
  }

  /**
   * Whether a piece of a ring is people beside it: on its own it is linked and next to uncoordinated, or it is hardly coordinated and shares
   * no moments with the rest.
   */
  isNeighbour(piece: Int32Array, rest: Int32Array): boolean {
    const own = this.test.fit(piece);
    if (piece.length >= this.options.minSize && own.coordination < neighbour.linked * own.price && this.isLinked(own)) return true;
    return own.coordination < neighbour.untied * own.price && !this.isTied(rest, piece);
  }

  /** Whether most of a group's coordination is its creation. */
  isBatch(model: RingModel): boolean {
    return model.coordination <= 2 * this.bitsOf(model, isCreation);
  }

  /**
   * Whether two groups say more about each other's coordination together than each on its own: of one ring the parts mask each other, of two the
   * absences of each count against the other's moments. Each call makes a test of its own, which fits a group once.
   */
  actTogether(): (one: Int32Array, other: Int32Array) => boolean {
    const alone = new Map<Int32Array, number>();
    const coordinationOf = (accounts: Int32Array): number => {
      let bits = alone.get(accounts);
      if (bits === undefined) alone.set(accounts, (bits = this.test.fit(accounts).coordination));
      return bits;
    };
    return (one, other) => this.test.fit(joinAccounts([one, other])).coordination > coordinationOf(one) + coordinationOf(other) + this.options.marginBits;
  }

  /** Whether the rest's moments name at least half of a piece, each for half the price of a name. */
  private isTied(rest: Int32Array, piece: Int32Array): boolean {
    const enough = priceOfOneName(this.holdings.population, rest.length) / 2;
    return this.test.coordinationWith(this.test.fit(rest), piece).filter((bits) => bits >= enough).length * 2 >= piece.length;
  }

  /** Whether most of an account's logins are on a machine that nobody else uses. */
  livesElsewhere(account: number): boolean {
    return this.holdings.soloShare[account] > ownLifeShare;
  }
}

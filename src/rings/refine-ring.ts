import { nameOfAccounts } from "./account-list.js";
import { priceOfOneName } from "./price.js";
import type { RingModel, RingTest } from "./ring-test.js";

export interface RefineOptions {
  population: number;
  /** Bits by which an outsider's evidence must exceed the price of its name to be taken in. */
  accountMarginBits: number;
  /** Rings below this size are given up. */
  minSize: number;
  /** Steps that were taken before with the same test and options; left out: none is remembered. */
  steps?: RememberedSteps;
}

/** What a group's keys say of it, and whom they name next: undefined before anybody asked, and where they show no coordination. */
interface Step {
  model: RingModel;
  next?: Int32Array;
}

/**
 * Steps by the accounts that they start from. Many seeds are parts of one ring, and from where their ways meet they go on alike. The oldest go first, when the
 * accounts and keys of all together are more than `limit`.
 */
export class RememberedSteps {
  private readonly steps = new Map<string, Step>();
  private size = 0;

  constructor(private readonly limit = 500_000) {}

  /** The step from some accounts, ascending; all of one instance by the same test. */
  of(test: RingTest, accounts: Int32Array): Step {
    const name = nameOfAccounts(accounts);
    const known = this.steps.get(name);
    if (known !== undefined) return known;
    const step: Step = { model: test.fit(accounts) };
    this.steps.set(name, step);
    this.size += sizeOf(step);
    for (const [oldest, old] of this.steps) {
      if (this.size <= this.limit) break;
      this.steps.delete(oldest);
      this.size -= sizeOf(old);
    }
    return step;
  }
}

const sizeOf = ({ model }: Step): number => model.accounts.length + model.keys.length;

/** Outsiders are looked for under keys that at most this many times as many accounts hold as members: rarer keys say who else is in it. */
export const wideCap = 20;
const maxRounds = 8;
const maxGrowth = 4;

/**
 * From a seed (a community) to the ring that the keys themselves describe: fit the keys to the accounts, keep the accounts that the keys
 * speak for, take in outsiders that the same keys name, and again until nothing changes (classification EM: Celeux and Govaert 1992). Louvain
 * proposes; this makes the result depend little on where exactly it cut. Only accounts that are themselves coordinated stay: a
 * bystander behind the same address is linked, not in it.
 *
 * The part of a ring that a seed holds masks the rest: seen from one part, the others are outsiders who do the same, and the moments look
 * common. So everybody who was there on two of the ring's occasions is tried as one ring too, and the better of the two stays.
 *
 * @returns the model with the best (evidence − price) seen, or undefined when the seed melts away.
 */
export function refineRing(test: RingTest, seed: Int32Array, options: RefineOptions): RingModel | undefined {
  const steps = options.steps ?? new RememberedSteps();
  let best = settle(test, seed, options, steps);
  for (let round = 0; best !== undefined && round < maxGrowth; round++) {
    const present = test.presentTwice(best);
    const settled = settle(test, present, options, steps);
    // As they are, too: accounts that each fall a little short of the price of their names may pay for them together.
    const whole = steps.of(test, present).model;
    const wider = settled === undefined || gain(whole) > gain(settled) ? whole : settled;
    if (gain(wider) <= gain(best)) break;
    best = wider;
  }
  return best;
}

/** How far the evidence of a group exceeds its price, bits. */
export const gain = (model: Pick<RingModel, "evidence" | "price">): number => model.evidence - model.price;

function settle(test: RingTest, seed: Int32Array, options: RefineOptions, steps: RememberedSteps): RingModel | undefined {
  let accounts = seed;
  let best: RingModel | undefined;
  const seen = new Set<string>();
  for (let round = 0; round < maxRounds; round++) {
    if (accounts.length < options.minSize) break;
    const step = steps.of(test, accounts);
    const { model } = step;
    // The seed itself is no ring yet: it may hold bystanders. From the first round on only coordinated accounts are in.
    if (round > 0 && (best === undefined || gain(model) > gain(best))) best = model;
    if (model.coordination <= 0) break;
    accounts = step.next ??= named(test, model, options);
    const fingerprint = nameOfAccounts(accounts);
    if (seen.has(fingerprint)) {
      // A fixed point (or a cycle of a few borderline accounts): the last fit speaks for it.
      if (sameAccounts(accounts, model.accounts) && (best === undefined || gain(model) >= gain(best))) best = model;
      break;
    }
    seen.add(fingerprint);
  }
  return best;
}

/** Whom a model's keys speak for, ascending. */
function named(test: RingTest, model: RingModel, options: RefineOptions): Int32Array {
  const scored = test.score(model, wideCap);
  const name = priceOfOneName(options.population, model.accounts.length);
  const next: number[] = [];
  for (let i = 0; i < scored.accounts.length; i++) {
    const margin = i < model.accounts.length ? 0 : options.accountMarginBits;
    // Some coordination of its own; that it is enough, ring and candidate ask for later.
    if (scored.bits[i] > name + margin && scored.coordination[i] > 0 && scored.withoutStrongest[i] > 0) next.push(scored.accounts[i]);
  }
  return Int32Array.from(next).sort();
}

function sameAccounts(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((account, i) => account === other[i]);
}

import { nameOfAccounts } from "./account-list.js";
import { isMachine, isMoment, type Holdings } from "./holdings.js";
import { log2Choose, log2Factorials, priceOfNames, priceOfOneName } from "./price.js";

/** A key that speaks for a group, with everything that its bits were computed from. */
export interface RingKey {
  key: number;
  /** Members that hold it, and members under its parent (no parent: all members). */
  memberCount: number;
  underCount: number;
  /** Accounts outside the group that hold it, and that are under its parent. */
  outsideCount: number;
  outsideUnderCount: number;
  /** The chance that an account under the parent holds the key without a common operator, in (0, 1). */
  probability: number;
  /** Evidence for the group, after paying for the names of its holders and for choosing the key. */
  bits: number;
  /** Taken together with the other keys of its kind, which partition the ring; such keys may share a source. */
  part?: boolean;
  /** What holding the key adds for one of its holders: log2(q / p), q the share of the other members under the parent that hold it. */
  holderBits: number;
}

/** A group of accounts with its evidence against its price. */
export interface RingModel {
  /** Ascending. */
  accounts: Int32Array;
  /** Accepted keys, strongest first. */
  keys: RingKey[];
  /** Evidence by number of kind, bits; taste is capped at half the price. */
  bitsByKind: Float64Array;
  evidence: number;
  price: number;
  /** Evidence of the kinds that prove coordination. */
  coordination: number;
}

/** What each account's own traces say for its being one of the group, in columns. */
export interface AccountEvidence {
  accounts: Int32Array;
  /** log2 of the likelihood of its traces as a member against as anybody else. */
  bits: Float64Array;
  /** The part of it that kinds of coordination give. */
  coordination: Float64Array;
  /**
   * What is left without its strongest source, and without taste: one coincidence, however rare, is not two. Keys that the same few members hold are one
   * source, and so is everything that an account shares only with a household's worth of members: a couple inside a ring of a hundred is a couple.
   */
  withoutStrongest: Float64Array;
}

/**
 * Bits for choosing one key as the ring's: the two-part code "one in sixteen keys considered speaks". A key not chosen
 * costs log2(16/15) = 0.09 bits. A mathematical choice of prior, not a knob: between 1/4 and 1/64 nothing changes but cells of three.
 */
export const keyChoiceBits = 4;
const keyConsideredBits = Math.log2(16 / 15);

/**
 * The weight of the usual curve against accounts outside the group, in accounts: with fewer than this many others under the parent the
 * usual curve speaks, with many the others do.
 */
export const usualWeight = 20;

/** A moment of creation with this many times the usual number of others is a public rush. */
export const rushFactor = 4;

/** Counts the members (flag 1) that hold a key and claims them (flag 2): an account was created once. */
function claim(holdings: Holdings, key: number, member: Uint8Array): number {
  let count = 0;
  for (let i = holdings.keyStart[key]; i < holdings.keyStart[key + 1]; i++) {
    if (member[holdings.keyAccounts[i]] !== 1) continue;
    member[holdings.keyAccounts[i]] = 2;
    count++;
  }
  return count;
}

/** log2(q / p) for an account that holds a key which `held` of `under` members hold: q is that share, half an account added to either side. */
const holderEvidence = (held: number, under: number, probability: number): number => Math.log2((held + 0.5) / (under + 1) / probability);

/** Bits to say a yes or no that is yes with this share. */
const entropy = (share: number): number => (share <= 0 || share >= 1 ? 0 : -share * Math.log2(share) - (1 - share) * Math.log2(1 - share));

/** Absences are summed as whole numbers of this part of a bit. */
const absenceUnits = 2 ** 20;

/** A key with this many times as many holders as there are accounts to ask about is looked for among what each account holds. */
const fewHolders = 8;

/** Who of some accounts holds which key of a model: the holders of its key `at` are `places[start[at] … start[at + 1]]`, places in `accounts`. */
interface HeldKeys {
  accounts: Int32Array;
  start: Int32Array;
  places: Int32Array;
}

/** As many accounts as a household may have; what so few members share says that they live together before it says that they are the ring. */
export const householdSize = 5;

/** The ring test: a group must pay for its own name. One instance serves one run; it keeps scratch arrays. */
export class RingTest {
  readonly factorials: Float64Array;
  private readonly count: Int32Array;
  private readonly acceptedAt: Int32Array;
  private readonly member: Uint8Array;
  /** By account: its place among those that are scored, else -1. */
  private readonly place: Int32Array;
  /** Room for the places of holders; it grows. */
  private room = new Int32Array(1 << 12);
  private readonly holdings: Holdings;

  constructor(holdings: Holdings) {
    this.holdings = holdings;
    this.factorials = log2Factorials(Math.max(holdings.population, holdings.accountTotal) + 2);
    this.count = new Int32Array(holdings.kind.length);
    this.acceptedAt = new Int32Array(holdings.kind.length).fill(-1);
    this.member = new Uint8Array(holdings.accountTotal);
    this.place = new Int32Array(holdings.accountTotal).fill(-1);
  }

  /** The evidence that a group is one ring, from all the keys its accounts share. */
  fit(accounts: Int32Array): RingModel {
    const { holdings, count } = this;
    const { kind, parent, accountStart, accountKeys } = holdings;
    const touched: number[] = [];
    for (const account of accounts) {
      for (let i = accountStart[account]; i < accountStart[account + 1]; i++) {
        const key = accountKeys[i];
        if (count[key]++ === 0) touched.push(key);
      }
    }
    const price = priceOfNames(this.factorials, holdings.population, accounts.length);
    for (const account of accounts) this.member[account] = 1;
    const positive: RingKey[] = [];
    const shared = new Map<number, number[]>();
    let considered = 0;
    for (const key of touched) {
      if (count[key] < 2 || holdings.kinds[kind[key]].proves === "nothing" || this.isColleagues(key, accounts.length) || this.isPublicRush(key, count[key])) continue;
      considered++;
      const under = parent[key] < 0 ? accounts.length : count[parent[key]];
      const found = this.keyEvidence(key, count[key], under);
      if (found !== undefined) positive.push(found);
      if (holdings.kinds[kind[key]].partitions !== "no") {
        const list = shared.get(kind[key]);
        if (list === undefined) shared.set(kind[key], [key]);
        else list.push(key);
      }
    }
    for (const [number, list] of shared) this.partitionEvidence(number, list, accounts, positive);
    for (const key of touched) count[key] = 0;

    for (const account of accounts) this.member[account] = 1;
    const keys = this.countSourcesOnce(positive.sort((one, other) => this.standing(other) - this.standing(one) || one.key - other.key));
    for (const account of accounts) this.member[account] = 0;
    keys.sort((one, other) => other.bits - one.bits || one.key - other.key);
    const bitsByKind = new Float64Array(holdings.kinds.length);
    for (const accepted of keys) bitsByKind[kind[accepted.key]] += accepted.bits;
    return { accounts, keys, price, ...this.sum(bitsByKind, price, considered) };
  }

  /**
   * Whether a key is a visit to a member's own room that has a public of its own: colleagues of an agency and friends open each other's shows,
   * and that is social life. Where most of the audience are the members, it is not a public.
   */
  private isColleagues(key: number, size: number): boolean {
    const owner = this.holdings.owner[key];
    return owner >= 0 && this.member[owner] === 1 && this.holdings.audienceCount[key] >= 2 * size;
  }

  /**
   * Whether a moment of creation was a public rush of which the members are only a part: far more others than usual, and more than members, were
   * created in it. A campaign or a celebrity brought them, and families that signed up at one table with them are no ring.
   */
  private isPublicRush(key: number, memberCount: number): boolean {
    const { holdings } = this;
    if (holdings.kinds[holdings.kind[key]].partitions !== "exclusive") return false;
    const outside = holdings.accountCount[key] - memberCount;
    return outside > memberCount && outside > rushFactor * (holdings.usual[key] * holdings.population + 1);
  }

  /**
   * (s−1)·log2(1/p) + (n−s)·log2(1/(1−p)) − log2 C(n, s) − log2(n+1), for a key that s of the n members under its parent hold; undefined where the
   * members hold it no more often than others, or the bits do not pay for the choice of the key.
   */
  private keyEvidence(key: number, memberCount: number, underCount: number): RingKey | undefined {
    const { probability, outsideCount, outsideUnderCount } = this.chance(key, memberCount, underCount);
    if (memberCount <= probability * underCount) return undefined;
    const bits =
      (memberCount - 1) * -Math.log2(probability) +
      (underCount - memberCount) * -Math.log2(1 - probability) -
      log2Choose(this.factorials, underCount, memberCount) -
      Math.log2(underCount + 1) -
      keyChoiceBits;
    if (bits <= 0) return undefined;
    const holderBits = holderEvidence(memberCount - 1, underCount - 1, probability);
    return { key, memberCount, underCount, outsideCount, outsideUnderCount, probability, bits, holderBits };
  }

  /** The chance of a key for an account outside the group, and what it was taken from. */
  private chance(key: number, memberCount: number, underCount: number): Pick<RingKey, "probability" | "outsideCount" | "outsideUnderCount"> {
    const { holdings } = this;
    const outsideCount = Math.max(0, holdings.accountCount[key] - memberCount);
    const outsideUnderCount = Math.max(0, holdings.underCount[key] - underCount, outsideCount);
    const usual = holdings.usual[key];
    let probability = (outsideCount + 1) / (outsideUnderCount + 2);
    if (usual > 0) probability = holdings.parent[key] < 0 ? Math.max(probability, usual) : (outsideCount + usualWeight * usual) / (outsideUnderCount + usualWeight);
    return { probability, outsideCount, outsideUnderCount };
  }

  /**
   * A kind of which an account holds few keys (devices) partitions a ring: naming the holders of each key from scratch, as
   * {@link keyEvidence} does, pays log2 n twice too much per key. The code for a partition: each member says whether it joins the key of an
   * earlier member (the entropy of that share), and if so which of them: (s−1)·log2(1/p) − (s−1)·log2 n + log2 (s−1)! per key. So a ring of a
   * thousand that shares devices in threes is told from a thousand strangers. Where the partition says more than its keys one
   * by one, its keys take their place in `positive`.
   */
  private partitionEvidence(kindNumber: number, keys: number[], accounts: Int32Array, positive: RingKey[]): void {
    const { holdings, count } = this;
    const size = accounts.length;
    const parts: RingKey[] = [];
    const { member } = this;
    let joins = 0;
    let total = 0;
    const exclusive = holdings.kinds[kindNumber].partitions === "exclusive";
    if (exclusive) for (const account of accounts) member[account] = 1;
    // Largest first, so that of two overlapping buckets the fuller one takes its members.
    for (const key of [...keys].sort((one, other) => count[other] - count[one] || one - other)) {
      if (this.isPublicRush(key, count[key])) continue;
      const memberCount = exclusive ? claim(holdings, key, member) : count[key];
      if (memberCount < 2) continue;
      const { probability, outsideCount, outsideUnderCount } = this.chance(key, count[key], size);
      const bits = (memberCount - 1) * (-Math.log2(probability) - Math.log2(size)) + this.factorials[memberCount - 1];
      if (bits <= 0) continue;
      joins += memberCount - 1;
      total += bits;
      parts.push({ key, memberCount, underCount: size, outsideCount, outsideUnderCount, probability, bits, holderBits: holderEvidence(memberCount - 1, size - 1, probability), part: true });
    }
    if (exclusive) for (const account of accounts) member[account] = 0;
    if (joins === 0) return;
    const share = Math.min(joins, size) / size;
    const overhead = size * entropy(share) + Math.log2(size + 1) + keyChoiceBits;
    const own = positive.filter((found) => holdings.kind[found.key] === kindNumber).sort((one, other) => other.bits - one.bits);
    const alone = this.countSourcesOnce(own).reduce((sum, found) => sum + found.bits, 0);
    if (total - overhead <= alone) return;
    for (let i = positive.length - 1; i >= 0; i--) if (holdings.kind[positive[i].key] === kindNumber) positive.splice(i, 1);
    // The overhead is spread over the keys, so that each row says what it adds.
    for (const part of parts) positive.push({ ...part, bits: part.bits - (overhead * (part.memberCount - 1)) / joins });
  }

  /** Where a key stands among those of its source: a moment in common says more than the day around it, unless the day says twice as much. */
  private standing({ key, bits }: RingKey): number {
    return this.holdings.kinds[this.holdings.kind[key]].slow ? bits / 2 : bits;
  }

  /** Of the keys of one source the first counts, and of the keys of one moment (for kinds that have such a rule). `member` marks the group. */
  private countSourcesOnce(bestFirst: RingKey[]): RingKey[] {
    const { kind, kinds, source, atMs } = this.holdings;
    const sources = new Set<number>();
    const moments: number[] = [];
    const kept: RingKey[] = [];
    for (const candidate of bestFirst) {
      if (candidate.part !== true && sources.has(source[candidate.key])) continue;
      const { momentMs, slow } = kinds[kind[candidate.key]];
      if (momentMs > 0) {
        const at = slow ? this.middleMs(candidate.key) : atMs[candidate.key];
        if (moments.some((moment) => Math.abs(moment - at) < momentMs)) continue;
        moments.push(at);
      }
      sources.add(source[candidate.key]);
      kept.push(candidate);
    }
    return kept;
  }

  /** The median time at which the members of the group first left a key's trace, ms: following five rooms in a row is one event, on whatever day. */
  private middleMs(key: number): number {
    const { keyStart, keyAccounts, keySeconds } = this.holdings;
    const seconds: number[] = [];
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) if (this.member[keyAccounts[i]] === 1) seconds.push(keySeconds[i]);
    seconds.sort((one, other) => one - other);
    return seconds[seconds.length >> 1] * 1000;
  }

  private sum(bitsByKind: Float64Array, price: number, considered: number): Pick<RingModel, "bitsByKind" | "evidence" | "coordination"> {
    const capped = bitsByKind.slice();
    let evidence = -keyConsideredBits * considered;
    let coordination = 0;
    this.holdings.kinds.forEach((rule, number) => {
      if (rule.proves === "taste") capped[number] = Math.min(capped[number], price / 2);
      if (rule.proves === "coordination") coordination += capped[number];
      evidence += capped[number];
    });
    return { bitsByKind: capped, evidence, coordination };
  }

  /**
   * The evidence that is left when any one source is taken away: keys that the same members hold are one source. The least of all, bits.
   * A ring whose least is still above its price survives the loss of any single source.
   */
  leastWithoutOneSource(model: RingModel): number {
    const { holdings } = this;
    const names = this.holderNames(model);
    const groups = new Map<string, Float64Array>();
    const whole = new Float64Array(holdings.kinds.length);
    model.keys.forEach((accepted, at) => {
      let bits = groups.get(names[at]);
      if (bits === undefined) groups.set(names[at], (bits = new Float64Array(holdings.kinds.length)));
      bits[holdings.kind[accepted.key]] += accepted.bits;
      whole[holdings.kind[accepted.key]] += accepted.bits;
    });
    let least = Number.POSITIVE_INFINITY;
    for (const bits of groups.values()) {
      const rest = whole.map((total, number) => total - bits[number]);
      least = Math.min(least, this.sum(rest, model.price, 0).evidence);
    }
    return least;
  }

  /** Every account, member or not, that was there on two of a ring's accepted occasions (keys of copied coordination) or is a member. Ascending. */
  presentTwice(model: RingModel): Int32Array {
    const { holdings } = this;
    const times = new Map<number, number>();
    for (const account of model.accounts) times.set(account, 2);
    for (const { key } of model.keys) {
      if (!isMoment(holdings.kinds[holdings.kind[key]])) continue;
      for (let i = holdings.keyStart[key]; i < holdings.keyStart[key + 1]; i++) times.set(holdings.keyAccounts[i], (times.get(holdings.keyAccounts[i]) ?? 0) + 1);
    }
    const present: number[] = [];
    for (const [account, count] of times) if (count >= 2) present.push(account);
    return Int32Array.from(present).sort();
  }

  /** A name for the members that hold an accepted key. @param held ascending */
  private holderName(key: number, held: ArrayLike<number>): string {
    // The batches of a bulk registration have different members and are still one source.
    return this.holdings.kinds[this.holdings.kind[key]].partitions === "exclusive" ? `source ${this.holdings.source[key]}` : nameOfAccounts(held);
  }

  /** By accepted key: a name for the members that hold it. */
  private holderNames(model: RingModel): string[] {
    const { place } = this;
    model.accounts.forEach((account, index) => (place[account] = index));
    const names = model.keys.map(({ key }) => this.holderName(key, this.room.slice(0, this.holdersAmong(key, model.accounts, 0)).sort()));
    for (const account of model.accounts) place[account] = -1;
    return names;
  }

  /**
   * By accepted key: the number of its source as an account's own evidence sees it. 0: held by no more members than a household has; keys held
   * by the same members share a number, unless they are half the ring or more: then they are the ring. A moment of creation shared by few is a
   * household's where these few also share a machine; batches whose members sit at different machines are one source of their own.
   */
  private accountSources(model: RingModel, { start, places }: HeldKeys): Int32Array {
    const size = model.accounts.length;
    const half = size / 2;
    const numbers = new Map<string, number>();
    return Int32Array.from(model.keys, ({ key, memberCount }, at) => {
      if (memberCount >= half) return model.keys.length + at + 1;
      const isBatch = this.holdings.kinds[this.holdings.kind[key]].partitions === "exclusive";
      if (memberCount <= householdSize && !(isBatch && !this.sitAtOneMachine(model, key))) return 0;
      const name = this.holderName(key, places.subarray(start[at], start[at + 1]).filter((index) => index < size).sort());
      let number = numbers.get(name);
      if (number === undefined) numbers.set(name, (number = numbers.size + 1));
      return number;
    });
  }

  /** Whether the members that hold a key also all hold one of the model's machines. `acceptedAt` is set for the model. */
  private sitAtOneMachine(model: RingModel, key: number): boolean {
    const { holdings, acceptedAt } = this;
    const { keyStart, keyAccounts, accountStart, accountKeys, kind, kinds } = holdings;
    const inModel = new Set<number>(model.accounts);
    const machines = new Map<number, number>();
    let held = 0;
    for (let i = keyStart[key]; i < keyStart[key + 1]; i++) {
      const account = keyAccounts[i];
      if (!inModel.has(account)) continue;
      held++;
      for (let j = accountStart[account]; j < accountStart[account + 1]; j++) {
        const tie = accountKeys[j];
        if (acceptedAt[tie] >= 0 && isMachine(kinds[kind[tie]])) machines.set(tie, (machines.get(tie) ?? 0) + 1);
      }
    }
    for (const count of machines.values()) if (count === held) return true;
    return false;
  }

  /**
   * Scores accounts by a model: for each accepted key log2(q/p) where the account holds it, and for kinds that count both ways log2((1−q)/(1−p))
   * where it holds only the parent; q is the share of the members under the parent that hold the key, the account itself left out. The
   * members come first, in the order of `model.accounts`, then, ascending, every other account that holds two of the model's keys, one of which at most `wideCap` times as many accounts hold as members.
   */
  score(model: RingModel, wideCap: number): AccountEvidence {
    const { holdings, acceptedAt } = this;
    const { kind, kinds } = holdings;
    const held = this.membersAndOthers(model, wideCap);
    const { accounts, start, places: holders } = held;
    model.keys.forEach((accepted, at) => (acceptedAt[accepted.key] = at));
    const sourceOf = this.accountSources(model, held);
    for (const accepted of model.keys) acceptedAt[accepted.key] = -1;

    const size = model.accounts.length;
    const [control, coordination, taste, exclusive, strongest, sum] = Array.from({ length: 6 }, () => new Float64Array(accounts.length));
    const exclusiveSource = new Int32Array(accounts.length).fill(-1);
    const sumSource = new Int32Array(accounts.length).fill(-1);
    const outsideBits = model.keys.map(({ memberCount, underCount, probability }) => holderEvidence(memberCount, underCount, probability));
    const isExclusive = (at: number): boolean => kinds[kind[model.keys[at].key]].partitions === "exclusive";

    // Key by key and not account by account: what is read is the holders of the model's keys, not everything that each account ever did.
    const places = Array.from(model.keys.keys()).sort((one, other) => model.keys[one].key - model.keys[other].key);
    for (const at of places) {
      const { key, holderBits } = model.keys[at];
      const { proves } = kinds[kind[key]];
      const into = proves === "control" ? control : proves === "taste" ? taste : coordination;
      const alone = isExclusive(at);
      for (let i = start[at]; i < start[at + 1]; i++) {
        const index = holders[i];
        const bits = index < size ? holderBits : outsideBits[at];
        if (!alone) into[index] += bits;
        // Two grids may both name the one moment in which it was created: the better one counts.
        else if (bits > exclusive[index]) {
          exclusive[index] = bits;
          exclusiveSource[index] = sourceOf[at];
        }
      }
    }

    // The sums by source, one source after the other: a sum ends where an account's next source begins.
    const endSum = (index: number): void => {
      let total = sum[index];
      if (exclusive[index] > 0 && exclusiveSource[index] === sumSource[index]) {
        total += exclusive[index];
        exclusiveSource[index] = -1;
      }
      strongest[index] = Math.max(strongest[index], total);
      sum[index] = 0;
    };
    const bySource = places.filter((at) => !isExclusive(at) && kinds[kind[model.keys[at].key]].proves !== "taste").sort((one, other) => sourceOf[one] - sourceOf[other]);
    for (const at of bySource) {
      const { holderBits } = model.keys[at];
      for (let i = start[at]; i < start[at + 1]; i++) {
        const index = holders[i];
        if (sumSource[index] !== sourceOf[at]) {
          endSum(index);
          sumSource[index] = sourceOf[at];
        }
        sum[index] += index < size ? holderBits : outsideBits[at];
      }
    }

    const absent = this.absences(model, held);
    const tasteCap = priceOfOneName(holdings.population, size) / 2;
    const evidence: AccountEvidence = { accounts, bits: new Float64Array(accounts.length), coordination, withoutStrongest: new Float64Array(accounts.length) };
    for (let index = 0; index < accounts.length; index++) {
      endSum(index);
      // A moment of creation whose source nothing else has.
      if (exclusive[index] > 0 && exclusiveSource[index] >= 0) strongest[index] = Math.max(strongest[index], exclusive[index]);
      coordination[index] += exclusive[index] + absent[index];
      evidence.bits[index] = control[index] + coordination[index] + Math.min(taste[index], tasteCap);
      evidence.withoutStrongest[index] = control[index] + coordination[index] - strongest[index];
    }
    return evidence;
  }

  /**
   * Whom a model's score is about: the members, then, ascending, every other account that holds two of its keys, one of which at most `wideCap` times as many accounts hold as
   * members; and which keys they hold. The holders of the model's keys are gone through once, and everything else asks what came of it.
   */
  private membersAndOthers(model: RingModel, wideCap: number): HeldKeys {
    const { holdings, place } = this;
    const { keyStart, keyAccounts } = holdings;
    const size = model.accounts.length;
    const met: number[] = [...model.accounts];
    met.forEach((account, index) => (place[account] = index));
    for (const accepted of model.keys) {
      if (holdings.accountCount[accepted.key] > wideCap * accepted.memberCount) continue;
      for (let i = keyStart[accepted.key]; i < keyStart[accepted.key + 1]; i++) {
        if (place[keyAccounts[i]] >= 0) continue;
        place[keyAccounts[i]] = met.length;
        met.push(keyAccounts[i]);
      }
    }
    const candidates = Int32Array.from(met);
    const start = new Int32Array(model.keys.length + 1);
    const times = new Uint8Array(candidates.length);
    model.keys.forEach(({ key }, at) => {
      start[at + 1] = this.holdersAmong(key, candidates, start[at]);
      for (let i = start[at]; i < start[at + 1]; i++) if (times[this.room[i]] < 2) times[this.room[i]]++;
    });
    for (const account of candidates) place[account] = -1;
    // With one key an outsider has one source and stays outside.
    const others = candidates.subarray(size).filter((_, i) => times[size + i] === 2).sort();
    const accounts = new Int32Array(size + others.length);
    accounts.set(model.accounts);
    accounts.set(others, size);
    const placeOf = new Int32Array(candidates.length).fill(-1);
    others.forEach((account, i) => (place[account] = size + i));
    for (let i = 0; i < candidates.length; i++) placeOf[i] = i < size ? i : place[candidates[i]];
    for (const account of others) place[account] = -1;
    const places = new Int32Array(start[model.keys.length]);
    let end = 0;
    for (let at = 0; at < model.keys.length; at++) {
      const from = start[at];
      start[at] = end;
      for (let i = from; i < start[at + 1]; i++) {
        const index = placeOf[this.room[i]];
        if (index >= 0) places[end++] = index;
      }
    }
    start[model.keys.length] = end;
    return { accounts, start, places };
  }

  /**
   * Writes into `room`, from `at` on, which of some accounts hold a key: their places in the list. `place` is set for them.
   * @returns the end of what was written
   */
  private holdersAmong(key: number, accounts: Int32Array, at: number): number {
    const { holdings, place } = this;
    const { keyStart, keyAccounts, accountStart, accountKeys, accountCount } = holdings;
    const most = at + Math.min(accountCount[key], accounts.length);
    if (most > this.room.length) {
      const room = new Int32Array(2 * most);
      room.set(this.room.subarray(0, at));
      this.room = room;
    }
    const { room } = this;
    let end = at;
    if (accountCount[key] <= fewHolders * accounts.length) {
      for (let i = keyStart[key]; i < keyStart[key + 1]; i++) {
        const index = place[keyAccounts[i]];
        if (index >= 0) room[end++] = index;
      }
      return end;
    }
    // A key of very many: each account looks for it among its own.
    for (let index = 0; index < accounts.length; index++) {
      let from = accountStart[accounts[index]];
      let to = accountStart[accounts[index] + 1];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (accountKeys[middle] < key) from = middle + 1;
        else to = middle;
      }
      if (from < accountStart[accounts[index] + 1] && accountKeys[from] === key) room[end++] = index;
    }
    return end;
  }

  /**
   * For kinds that count both ways: what it says, bits, that an account (by its `place`) holds the parent of accepted keys and not the keys. All keys of the parent,
   * less those that it holds: whole numbers of 2^-20 bits, so that nothing is left of a difference of equals.
   */
  private absences(model: RingModel, { accounts, start, places }: HeldKeys): Float64Array {
    const { holdings, place } = this;
    const { kind, kinds, parent } = holdings;
    const count = accounts.length;
    const absent = new Float64Array(count);
    const byParent = new Map<number, number[]>();
    model.keys.forEach(({ key }, at) => {
      if (!kinds[kind[key]].bothWays || parent[key] < 0) return;
      const list = byParent.get(parent[key]);
      if (list === undefined) byParent.set(parent[key], [at]);
      else list.push(at);
    });
    accounts.forEach((account, index) => (place[account] = index));
    const holdsParent = new Int32Array(count).fill(-1);
    for (const [key, children] of byParent) {
      const saysOf = (own: number): number[] => children.map((at) => {
        const { memberCount, underCount, probability } = model.keys[at];
        const q = (memberCount + 0.5) / (underCount - own + 1);
        return Math.round(Math.min(0, Math.log2(Math.max(1 - q, 0.5 / (underCount + 1)) / (1 - probability))) * absenceUnits);
      });
      const [inside, outside] = [saysOf(1), saysOf(0)];
      const [insideTotal, outsideTotal] = [inside, outside].map((says) => says.reduce((sum, bits) => sum + bits, 0));
      const end = this.holdersAmong(key, accounts, 0);
      for (let i = 0; i < end; i++) {
        const index = this.room[i];
        holdsParent[index] = key;
        absent[index] += index < model.accounts.length ? insideTotal : outsideTotal;
      }
      children.forEach((at, child) => {
        for (let i = start[at]; i < start[at + 1]; i++) {
          if (holdsParent[places[i]] === key) absent[places[i]] -= places[i] < model.accounts.length ? inside[child] : outside[child];
        }
      });
    }
    for (const account of accounts) place[account] = -1;
    return absent.map((units) => units / absenceUnits);
  }

  /** What a ring's keys of coordination say for each of some outsiders, bits, in their order; absences are not counted. */
  coordinationWith(model: RingModel, accounts: Int32Array): Float64Array {
    const { holdings, acceptedAt } = this;
    const { kind, kinds, accountStart, accountKeys } = holdings;
    model.keys.forEach((accepted, at) => (acceptedAt[accepted.key] = at));
    const sums = Float64Array.from(accounts, (account) => {
      let sum = 0;
      let exclusive = 0;
      for (let i = accountStart[account]; i < accountStart[account + 1]; i++) {
        const at = acceptedAt[accountKeys[i]];
        if (at < 0 || kinds[kind[accountKeys[i]]].proves !== "coordination") continue;
        const { memberCount, underCount, probability } = model.keys[at];
        const bits = holderEvidence(memberCount, underCount, probability);
        if (kinds[kind[accountKeys[i]]].partitions === "exclusive") exclusive = Math.max(exclusive, bits);
        else sum += bits;
      }
      return sum + exclusive;
    });
    for (const accepted of model.keys) acceptedAt[accepted.key] = -1;
    return sums;
  }
}

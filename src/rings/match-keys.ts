import { log2Choose, log2Factorials } from "./price.js";

/** What a ring is known by besides its accounts: a device, an address, a target that several of its accounts hold. */
export interface RingKey {
  /** Kind of trace; an address comes without its day, a target without its moments. */
  kind: string;
  key: string;
  /** Accounts of the ring that held it, at least 2. */
  memberCount: number;
  /** log2(1 / q), q = the part of all holdings of the kind that were of this key: how unlikely it is to be drawn by somebody unrelated. */
  bits: number;
}

/** What two sets of keys have in common. */
export interface KeyMatch {
  /** Evidence that both sets are of one operator, bits; see {@link matchKeys}. */
  bits: number;
  /** Bits of the keys in common as a share of the smaller set's, 0 to 1. */
  share: number;
  /** Keys in common that count. */
  count: number;
}

/** One key in common may be a second-hand phone or a public exit; two are needed. */
export const leastCommonKeys = 2;

/** Bits that a match must bring beyond having compared every new ring with every old one: 2^-10 wrong links expected per run. */
export const matchMarginBits = 10;

/**
 * Evidence that a found ring and a remembered one are of the same operator. An unrelated ring with m keys of a kind holds a given key with a
 * chance of at most m·q, so k of the M remembered keys in common bring, as in the ring test,
 * Σ log2(1 / (m·q)) − log2 C(M, k) − log2(M + 1) bits: what they are worth less what naming them costs. Kinds add up; a kind that brings
 * nothing counts as nothing, and so does a key so common that m·q reaches 1.
 */
export function matchKeys(found: readonly RingKey[], remembered: readonly RingKey[]): KeyMatch {
  const match: KeyMatch = { bits: 0, share: 0, count: 0 };
  const before = byKind(remembered);
  let commonBits = 0;
  for (const [kind, keys] of [...byKind(found)].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const old = before.get(kind);
    if (old === undefined) continue;
    let worth = 0;
    let count = 0;
    for (const [key, bits] of keys) {
      const oldBits = old.get(key);
      if (oldBits === undefined) continue;
      // How common it is now may differ from how common it was; the less telling of the two counts.
      const rarity = Math.min(bits, oldBits);
      commonBits += rarity;
      const beyond = rarity - Math.log2(keys.size);
      if (beyond <= 0) continue;
      worth += beyond;
      count++;
    }
    const evidence = worth - log2Choose(log2Factorials(old.size), old.size, count) - Math.log2(old.size + 1);
    if (count === 0 || evidence <= 0) continue;
    match.bits += evidence;
    match.count += count;
  }
  const smaller = Math.min(sum(found), sum(remembered));
  match.share = smaller > 0 ? Math.min(1, commonBits / smaller) : 0;
  return match;
}

/** Whether a match links two rings, of so many comparisons made tonight. */
export const isMatch = (match: KeyMatch, comparisons: number): boolean => match.count >= leastCommonKeys && match.bits >= matchMarginBits + Math.log2(Math.max(1, comparisons));

function byKind(keys: readonly RingKey[]): Map<string, Map<string, number>> {
  const kinds = new Map<string, Map<string, number>>();
  for (const { kind, key, bits } of keys) {
    const held = kinds.get(kind);
    if (held === undefined) kinds.set(kind, new Map([[key, bits]]));
    else held.set(key, bits);
  }
  return kinds;
}

const sum = (keys: readonly RingKey[]): number => keys.reduce((total, { bits }) => total + bits, 0);

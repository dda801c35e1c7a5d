import { DisjointSets } from "../graph/disjoint-sets.js";

/** The public of each target, and the machines that brought several of their accounts to it; columns of one length. */
export interface Publics {
  visitorCount: ArrayLike<number>;
  machineCount: ArrayLike<number>;
}

/** Who was brought to which target, and by what (a machine, an hour of registration): a row for each account, ordered by target. */
export interface Together {
  targetNo: ArrayLike<number>;
  unitNo: ArrayLike<number>;
  account: ArrayLike<number>;
}

/** Targets to which the same accounts were brought, with these accounts and what brought them; all ascending. */
export interface Errand {
  targets: number[];
  unitCount: number;
  accounts: Int32Array;
}

/** Smaller publics say little about what is usual. */
export const usualVisitors = 50;

/** How often what is far above usual is left out, and the rest asked again. */
const rounds = 4;

/**
 * How many machines a target has, for each visitor, that brought several of their accounts: over all targets of some public but those that have far more than that, which would otherwise make their own
 * number the usual one.
 */
export function usualRate({ visitorCount, machineCount }: Publics): number {
  let rate = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    let visitors = 0;
    let machines = 0;
    for (let at = 0; at < visitorCount.length; at++) {
      const expected = rate * visitorCount[at];
      if (visitorCount[at] < usualVisitors || machineCount[at] > 2 * expected + 3 * Math.sqrt(expected) + 1) continue;
      visitors += visitorCount[at];
      machines += machineCount[at];
    }
    if (visitors === 0) return 0;
    rate = machines / visitors;
  }
  return rate;
}

/** Two targets are one errand where at least so many accounts were brought to both, and so large a part of the fewer that were brought to either. */
const sameErrand = { accounts: 6, share: 0.3 } as const;

/** Of an errand of several targets, what brought accounts to fewer than this share of them has an errand of its own. */
const alongShare = 0.15;

/**
 * Puts targets together to which the same accounts were brought: what one operator sent them to. What came along to hardly any of them is left out: a class that met the ring once.
 * @returns in the order of their least target
 */
export function errandsOf(together: Together): Errand[] {
  const { targetNo, unitNo, account } = together;
  const targets: number[] = [];
  const sizes: number[] = [];
  const placesOf = new Map<number, number[]>();
  for (let at = 0; at < account.length; at++) {
    if (targets.at(-1) !== targetNo[at]) {
      targets.push(targetNo[at]);
      sizes.push(0);
    }
    const place = targets.length - 1;
    const places = placesOf.get(account[at]);
    // An account that two machines brought is one.
    if (places?.at(-1) === place) continue;
    sizes[place]++;
    if (places === undefined) placesOf.set(account[at], [place]);
    else places.push(place);
  }
  const common = new Map<number, number>();
  for (const places of placesOf.values()) {
    for (const [i, other] of places.entries()) for (const one of places.slice(0, i)) common.set(one * targets.length + other, (common.get(one * targets.length + other) ?? 0) + 1);
  }
  const sets = new DisjointSets(targets.length);
  for (const [pair, count] of common) {
    const [one, other] = [Math.floor(pair / targets.length), pair % targets.length];
    if (count >= sameErrand.accounts && count >= sameErrand.share * Math.min(sizes[one], sizes[other])) sets.join(one, other);
  }
  const errands = new Map<number, { targets: number[]; unitTargets: Map<number, number>; rows: number[] }>();
  for (let at = 0, place = -1, seen = new Set<number>(); at < account.length; at++) {
    if (place < 0 || targets[place] !== targetNo[at]) {
      place++;
      seen = new Set();
    }
    const root = sets.root(place);
    let errand = errands.get(root);
    if (errand === undefined) errands.set(root, (errand = { targets: [], unitTargets: new Map(), rows: [] }));
    if (errand.targets.at(-1) !== targetNo[at]) errand.targets.push(targetNo[at]);
    if (!seen.has(unitNo[at])) errand.unitTargets.set(unitNo[at], (errand.unitTargets.get(unitNo[at]) ?? 0) + 1);
    seen.add(unitNo[at]);
    errand.rows.push(at);
  }
  return [...errands.values()].map((errand) => {
    const units = new Set([...errand.unitTargets].filter(([, count]) => count >= alongShare * errand.targets.length).map(([unit]) => unit));
    const accounts = new Set(errand.rows.filter((at) => units.has(unitNo[at])).map((at) => account[at]));
    return { targets: errand.targets, unitCount: units.size, accounts: Int32Array.from(accounts).sort() };
  });
}

import { holdingsFrom, type Holdings } from "../../src/rings/holdings.js";

const kinds = [
  { proves: "control", ownAct: true, bothWays: false, partitions: "no", slow: false, momentMs: 0 },
  { proves: "taste", ownAct: false, bothWays: false, partitions: "no", slow: false, momentMs: 0 },
  { proves: "coordination", ownAct: false, bothWays: true, partitions: "no", slow: false, momentMs: 1_800_000 },
  { proves: "coordination", ownAct: false, bothWays: true, partitions: "no", slow: true, momentMs: 1_800_000 },
  { proves: "control", ownAct: false, bothWays: false, partitions: "no", slow: false, momentMs: 0 },
  { proves: "coordination", ownAct: true, bothWays: false, partitions: "exclusive", slow: false, momentMs: 0 },
] as const;
export const [control, taste, coordination, slow, network, creation] = [0, 1, 2, 3, 4, 5];

/** A key as a test writes it; where it says nothing, its source is its own and its moment the day of its number. */
export interface Key { kind: number; holders: number[]; parent?: number; source?: number; usual?: number; atMs?: number; underCount?: number; heldMs?: number }

/** Holdings of the keys, in a population of accounts that are numbered from 0; those of `shared` have no machine of their own. */
export function world(keys: Key[], population: number, shared: readonly number[] = []): Holdings {
  const held = keys.flatMap((key, k) => [...key.holders].sort((one, other) => one - other).map((account) => [k, account] as const));
  return holdingsFrom({
    population, accountTotal: population, kinds,
    kind: keys.map((key) => key.kind),
    source: keys.map((key, k) => key.source ?? 1000 + k),
    parent: keys.map((key) => key.parent ?? -1),
    underCount: keys.map((key) => key.underCount ?? (key.parent === undefined ? population : keys[key.parent].holders.length)),
    usual: Float64Array.from(keys, (key) => key.usual ?? 0),
    atMs: Float64Array.from(keys, (key, k) => key.atMs ?? k * 86_400_000),
    solo: { account: shared, share: shared.map(() => 0) },
    holdingKey: Int32Array.from(held, (row) => row[0]),
    holdingAccount: Int32Array.from(held, (row) => row[1]),
    holdingSeconds: Uint32Array.from(held, ([k]) => (keys[k].heldMs ?? k * 86_400_000) / 1000),
  });
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

import { describe, expect, test } from "vitest";
import { nameOfAccounts } from "../../src/rings/account-list.js";
import { seededRandom } from "../../src/graph/random.js";
import type { Holdings } from "../../src/rings/holdings.js";
import { log2Choose, log2Factorials, priceOfNames } from "../../src/rings/price.js";
import { RingTest, keyChoiceBits, usualWeight } from "../../src/rings/ring-test.js";
import { control, coordination, range, slow, taste, world, type Key } from "./small-world.js";

describe("price", () => {
  test("log2 C(N, n) + log2 N, against exact integers", () => {
    const factorials = log2Factorials(60);
    let exact = 1n;
    for (let i = 0n; i < 6n; i++) exact = (exact * (60n - i)) / (i + 1n);
    expect(log2Choose(factorials, 60, 6)).toBeCloseTo(Math.log2(Number(exact)), 9);
    expect(priceOfNames(factorials, 60, 6)).toBeCloseTo(Math.log2(Number(exact)) + Math.log2(60), 9);
    expect(log2Choose(factorials, 60, 0)).toBe(0);
  });

  test("a cell of six out of a million costs about 130 bits with its address, as by hand", () => {
    // 6 · log2(10^6) − log2(720) = 119.6 − 9.5, and log2(10^6) = 19.9
    expect(priceOfNames(log2Factorials(1_000_000), 1_000_000, 6)).toBeCloseTo(130.0, 0);
  });
});

describe("evidence of one key", () => {
  test("five of ten members on a device that nobody else has: the formula by hand", () => {
    const test1 = new RingTest(world([{ kind: control, holders: range(0, 5) }], 1000));
    const { keys } = test1.fit(Int32Array.from(range(0, 10)));
    const p = 1 / 992;
    const byHand = 4 * Math.log2(1 / p) + 5 * Math.log2(1 / (1 - p)) - Math.log2(252) - Math.log2(11) - keyChoiceBits;
    expect(keys).toHaveLength(1);
    expect(keys[0].bits).toBeCloseTo(byHand, 9);
    expect(keys[0]).toMatchObject({ memberCount: 5, underCount: 10, outsideCount: 0, outsideUnderCount: 990, probability: p });
  });

  test("a key that outsiders hold as often says nothing", () => {
    const ring = new RingTest(world([{ kind: control, holders: range(0, 1000).filter((a) => a % 2 === 0) }], 1000));
    expect(ring.fit(Int32Array.from(range(0, 10))).keys).toEqual([]);
  });

  test("few outsiders under the parent: the usual curve speaks; many: they speak", () => {
    const room: Key = { kind: taste, holders: range(0, 30) };
    const usual = 0.3;
    const small = new RingTest(world([room, { kind: coordination, holders: range(0, 20), parent: 0, usual }], 5000)).fit(Int32Array.from(range(0, 20)));
    const wave = small.keys.find((key) => key.key === 1)!;
    expect(wave.probability).toBeCloseTo((usualWeight * usual) / (10 + usualWeight), 9);
    const crowd: Key = { kind: taste, holders: range(0, 2000) };
    const big = new RingTest(world([crowd, { kind: coordination, holders: range(0, 20), parent: 0, usual }], 5000)).fit(Int32Array.from(range(0, 20)));
    expect(big.keys.find((key) => key.key === 1)!.probability).toBeLessThan(0.01);
  });

  test("meeting on a target but not in the moment is evidence against", () => {
    const rooms = (present: number): Holdings => world([{ kind: taste, holders: range(0, 200) }, { kind: coordination, holders: range(0, present), parent: 0, usual: 0.05 }], 5000);
    const all = new RingTest(rooms(20)).fit(Int32Array.from(range(0, 20)));
    const half = new RingTest(rooms(10)).fit(Int32Array.from(range(0, 20)));
    expect(half.coordination).toBeLessThan(all.coordination / 2);
  });
});

describe("sources count once", () => {
  test("of one device seen under two keys the stronger counts", () => {
    const { keys } = new RingTest(world([{ kind: control, holders: range(0, 8), source: 7 }, { kind: control, holders: range(0, 9), source: 7 }], 1000)).fit(Int32Array.from(range(0, 10)));
    expect(keys.map((key) => key.key)).toEqual([1]);
  });

  test("two targets in the same half hour are one event", () => {
    const at = (apart: number): number =>
      new RingTest(
        world(
          [
            { kind: taste, holders: range(0, 300) }, { kind: taste, holders: range(0, 300) },
            { kind: coordination, holders: range(0, 20), parent: 0, usual: 0.02, atMs: 0 },
            { kind: coordination, holders: range(0, 20), parent: 1, usual: 0.02, atMs: apart },
          ],
          5000,
        ),
      )
        .fit(Int32Array.from(range(0, 20)))
        .keys.filter((key) => key.key >= 2).length;
    expect([at(1_799_999), at(1_800_000)]).toEqual([1, 2]);
  });

  test("rooms followed one after the other are one event, whatever their days", () => {
    const rooms = (apart: number): number =>
      new RingTest(
        world(
          [
            { kind: taste, holders: range(0, 300) }, { kind: taste, holders: range(0, 300) },
            { kind: slow, holders: range(0, 20), parent: 0, usual: 0.1, atMs: 0, heldMs: 50_000_000 },
            { kind: slow, holders: range(0, 20), parent: 1, usual: 0.1, atMs: 0, heldMs: 50_000_000 + apart },
          ],
          5000,
        ),
      )
        .fit(Int32Array.from(range(0, 20)))
        .keys.filter((key) => key.key >= 2).length;
    expect([rooms(1_799_000), rooms(1_800_000)]).toEqual([1, 2]);
  });

  test("of a moment and its day the moment counts, unless the day says more than twice as much", () => {
    const kept = (moment: number[]): number[] =>
      new RingTest(
        world(
          [
            { kind: taste, holders: range(0, 300) },
            { kind: coordination, holders: moment, parent: 0, usual: 0.05, source: 1 },
            { kind: slow, holders: range(0, 20), parent: 0, usual: 0.05, source: 1 },
          ],
          5000,
        ),
      )
        .fit(Int32Array.from(range(0, 20)))
        .keys.map((key) => key.key)
        .filter((key) => key > 0);
    expect(kept(range(0, 18))).toEqual([1]);
    expect(kept(range(0, 8))).toEqual([2]);
  });

  test("taste is capped at half the price", () => {
    const model = new RingTest(world(range(0, 40).map(() => ({ kind: taste, holders: range(0, 12) })), 5000)).fit(Int32Array.from(range(0, 12)));
    expect(model.bitsByKind[taste]).toBeCloseTo(model.price / 2, 9);
  });

  test("a ring on one device and nothing else does not survive without it; on many it does", () => {
    const one = new RingTest(world([{ kind: control, holders: range(0, 30) }, { kind: control, holders: range(0, 30) }], 5000));
    const many = new RingTest(world(range(0, 12).map((i) => ({ kind: control, holders: range(0, 30).filter((a) => (a + i) % 3 > 0) })), 5000));
    const ring = Int32Array.from(range(0, 30));
    expect(one.leastWithoutOneSource(one.fit(ring))).toBe(0); // the same members: one source
    expect(many.leastWithoutOneSource(many.fit(ring))).toBeGreaterThan(many.fit(ring).price);
  });
});

describe("the ring test", () => {
  test("a heap of unrelated couples does not pay for its names, a farm does", () => {
    const population = 100_000;
    const couples = new RingTest(world(range(0, 300).map((i) => ({ kind: control, holders: [2 * i, 2 * i + 1] })), population));
    const heap = couples.fit(Int32Array.from(range(0, 600)));
    expect(heap.evidence).toBeLessThan(heap.price);
    const devices = range(0, 50).map((i) => ({ kind: control, holders: range(10 * i, 10 * i + 10) }));
    const addresses = range(0, 20).map((i) => ({ kind: control, holders: range(25 * i, 25 * i + 25) }));
    const farm = new RingTest(world([...devices, ...addresses], population)).fit(Int32Array.from(range(0, 500)));
    expect(farm.evidence).toBeGreaterThan(farm.price);
  });

  test("oracle: evidence of random groups agrees with a direct sum over all keys", () => {
    const random = seededRandom(11);
    const population = 400;
    const keys: Key[] = [];
    for (let k = 0; k < 12; k++) keys.push({ kind: taste, holders: range(0, population).filter(() => random() < 0.2) });
    for (let k = 0; k < 40; k++) {
      const parent = k % 12;
      keys.push({ kind: coordination, holders: keys[parent].holders.filter(() => random() < 0.3), parent, usual: 0.05 + 0.1 * random(), source: parent });
    }
    for (let k = 0; k < 60; k++) keys.push({ kind: control, holders: range(0, population).filter(() => random() < 0.02) });
    const ring = new RingTest(world(keys, population));
    const factorial = (n: number): number => range(2, n + 1).reduce((sum, i) => sum + Math.log2(i), 0);
    let accepted = 0;
    for (let round = 0; round < 20; round++) {
      // Half chance, half the holders of three keys, so that some keys do speak.
      const seeds = new Set([keys[12 + round], keys[13 + round], keys[52 + round]].flatMap((key) => key.holders));
      const group = range(0, population).filter((account) => random() < 0.02 || seeds.has(account));
      const inside = new Set(group);
      const count = (key: Key): number => key.holders.filter((account) => inside.has(account)).length;
      const perKey = keys.map((key, k) => {
        const s = count(key);
        const n = key.parent === undefined ? group.length : count(keys[key.parent]);
        const under = key.parent === undefined ? population : keys[key.parent].holders.length;
        const outside = key.holders.length - s;
        const p = key.usual === undefined ? (outside + 1) / (under - n + 2) : (outside + usualWeight * key.usual) / (under - n + usualWeight);
        const bits = (s - 1) * Math.log2(1 / p) + (n - s) * Math.log2(1 / (1 - p)) - (factorial(n) - factorial(s) - factorial(n - s)) - Math.log2(n + 1) - keyChoiceBits;
        return { k, s, bits: s >= 2 && s > p * n ? bits : 0 };
      });
      const best = new Map<number, { k: number; bits: number }>();
      for (const { k, bits } of perKey) {
        const source = keys[k].source ?? 1000 + k;
        if (bits > 0 && bits > (best.get(source)?.bits ?? 0)) best.set(source, { k, bits });
      }
      const model = ring.fit(Int32Array.from(group));
      expect(new Set(model.keys.map((key) => key.key))).toEqual(new Set([...best.values()].map((one) => one.k)));
      for (const key of model.keys) expect(key.bits).toBeCloseTo(perKey[key.key].bits, 7);
      accepted += model.keys.length;
    }
    expect(accepted).toBeGreaterThan(10);
  });

  test("the result does not depend on the scratch of earlier fits", () => {
    const ring = new RingTest(world([{ kind: control, holders: range(0, 5) }, { kind: control, holders: range(3, 9) }], 1000));
    const first = ring.fit(Int32Array.from(range(0, 6)));
    ring.score(first, 20);
    ring.fit(Int32Array.from(range(2, 9)));
    expect(ring.fit(Int32Array.from(range(0, 6)))).toEqual(first);
  });
});

test("names of account lists differ where the lists do", () => {
  const names = new Set<string>();
  for (let i = 0; i < 200; i++) for (let j = i + 1; j < 200; j++) names.add(nameOfAccounts([i, j]));
  expect(names.size).toBe(199 * 100);
});

import { describe, expect, test } from "vitest";
import type { EdgeList } from "../../src/graph/edge-list.js";
import { findRings, type RingSearch } from "../../src/rings/find-rings.js";
import { prover } from "../../src/rings/prover.js";
import { control, coordination, creation, network, range, taste, world, type Key } from "./small-world.js";

const population = 100_000;
const dayMs = 86_400_000;

/** Every pair of the accounts: they are looked at together, whatever they are. */
function clique(accounts: number[]): EdgeList {
  const pairs = accounts.flatMap((a, i) => accounts.slice(i + 1).map((b) => [a, b] as const));
  return { a: Int32Array.from(pairs, ([a]) => a), b: Int32Array.from(pairs, ([, b]) => b), weight: new Float64Array(pairs.length).fill(20) };
}

function search(keys: Key[], accounts: number[], shared: readonly number[] = []): RingSearch {
  return findRings(clique(accounts), world(keys, population, shared), {
    componentLimit: 2000, groupLimit: 5000, floorStepBits: 4, seed: 1, marginBits: 10, accountMarginBits: 6, minSize: 6, minOccasions: 4,
  });
}
const ringsOf = (found: RingSearch): number[][] => found.rings.map(({ model }) => [...model.accounts]).sort(([one], [other]) => one - other);

/** Rooms with some visitors of their own, into which each list of accounts comes at one moment, a room and a day each. */
function evenings(attended: number[][], firstKey: number, visitors: number, firstDay = 0): Key[] {
  return attended.flatMap((holders, i): Key[] => [
    { kind: taste, holders: [...holders, ...range(50_000 + 1000 * (firstKey + i), 50_000 + 1000 * (firstKey + i) + visitors)] },
    { kind: coordination, holders, parent: firstKey + 2 * i, usual: 0.05, atMs: (firstDay + i) * dayMs },
  ]);
}
const nightsOf = (accounts: number[], count: number): number[][] => Array.from({ length: count }, () => accounts);

describe("rings that one subnet joins", () => {
  const [one, other, both] = [range(0, 12), range(12, 24), range(0, 24)];
  const subnet = Array.from({ length: 5 }, (): Key => ({ kind: network, holders: both }));

  test("two operators behind it are two rings, though one ring would explain the subnet better", () => {
    // Somebody is always missing: were it always the same accounts, all evenings would be one source.
    const waves = [one, other].flatMap((ring, i) => evenings(nightsOf(ring, 6).map((all, night) => all.filter((account) => account % 12 !== night)), 5 + 12 * i, 30, 10 * i));
    expect(ringsOf(search([...subnet, ...waves], both))).toEqual([one, other]);
  });

  test("the trace says what was tried and what passed, and whoever is handed over is proved or not, whatever was searched", () => {
    const waves = [one, other].flatMap((ring, i) => evenings(nightsOf(ring, 6).map((all, night) => all.filter((account) => account % 12 !== night)), 5 + 12 * i, 30, 10 * i));
    const { trace } = search([...subnet, ...waves], both);
    expect(trace.proposals.map((group) => [...group])).toContainEqual(both);
    expect(trace.accepted.map((group) => [...group]).sort(([a], [b]) => a - b)).toEqual([one, other]);
    const prove = prover(world([...subnet, ...waves], population), { marginBits: 10, minSize: 6, minOccasions: 4 });
    // In any order; half of the one and half of the other are nobody's ring.
    expect(prove(Int32Array.from(one.toReversed()))).toMatchObject({ pass: true });
    expect(prove(Int32Array.from([...one.slice(0, 3), ...range(900, 906)]))).toMatchObject({ pass: false });
    expect(prove(Int32Array.from(one)).measured.evidence_bits).toBeGreaterThan(prove(Int32Array.from(one)).measured.price_bits);
  });

  test("one operator is one ring, though no account comes every time", () => {
    const waves = evenings(Array.from({ length: 12 }, (_, night) => both.filter((account) => (account * 7 + night * 5) % 12 < 7)), 5, 30);
    expect(ringsOf(search([...subnet, ...waves], both))).toEqual([both]);
  });
});

describe("a dormitory: one console, one network, phones of their own", () => {
  const people = range(0, 16);
  const home: Key[] = [{ kind: control, holders: range(0, 10) }, ...Array.from({ length: 3 }, (): Key => ({ kind: network, holders: people }))];

  test("who is there now and then is no ring, however many evenings the house has", () => {
    const shows = evenings(Array.from({ length: 5 }, (_, night) => people.filter((account) => (account + 3 * night) % 16 < 8)), 4, 100);
    const found = search([...home, ...shows], people);
    expect(found.rings).toEqual([]);
    expect(found.linked.map(({ accounts }) => accounts.length)).toEqual([16]);
  });

  test("two circles of friends, with three evenings and two, are no ring of five", () => {
    const shows = [...evenings(nightsOf(range(0, 8), 3), 4, 100), ...evenings(nightsOf(range(8, 16), 2), 10, 100, 10)];
    expect(search([...home, ...shows], people).rings).toEqual([]);
  });

  test("the same accounts every time are one", () => {
    expect(ringsOf(search([...home, ...evenings(nightsOf(people, 5), 4, 100)], people))).toEqual([people]);
  });
});

describe("created in one quarter of an hour", () => {
  const newcomers = range(0, 10);
  const followedAt = (atMs: number): Key[] => [
    { kind: creation, holders: newcomers, usual: 0.00003, atMs: 20 * dayMs },
    { kind: taste, holders: [...newcomers, ...range(50_000, 51_640)] },
    { kind: coordination, holders: [...newcomers, ...range(50_000, 50_038)], parent: 1, usual: 0.05, atMs },
  ];

  test("signing up for a star and following him at once is one event, and no ring", () => {
    expect(search(followedAt(20 * dayMs + 90_000), newcomers).rings).toEqual([]);
  });

  test("following someone together a week later is another", () => {
    expect(ringsOf(search(followedAt(27 * dayMs), newcomers))).toEqual([newcomers]);
  });
});

describe("a farm of two machines that has acted once", () => {
  const farm = range(0, 24);
  const machines: Key[] = [farm.slice(0, 15), farm.slice(9)].map((holders) => ({ kind: control, holders }));
  const wave = evenings([farm.slice(0, 20)], 2, 20);
  const batch = (from: number): Key => ({ kind: creation, holders: farm.slice(from, from + 6), usual: 0.00003, atMs: from * 3_600_000 });

  test("is a ring where it was registered in batches: that is the other occasion", () => {
    expect(ringsOf(search([...machines, ...wave, batch(0), batch(6)], farm, farm))).toEqual([farm.slice(0, 20)]);
  });

  test("is none without: people may share machines", () => {
    expect(search([...machines, ...wave], farm, farm).rings).toEqual([]);
  });

  test("is none where its members have machines of their own", () => {
    expect(search([...machines, ...wave, batch(0), batch(6)], farm).rings).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { seededRandom } from "../../src/graph/random.js";
import { matchKeys, matchMarginBits, type RingKey } from "../../src/rings/match-keys.js";
import { compareRingIds, trackRings, type KnownRing, type SightedRing, type TrackedRings } from "../../src/rings/track-rings.js";
import { nightAfter } from "./night-after.js";

const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `a${from + i}`);
const known = (ringId: string, accounts: readonly string[], more: Partial<KnownRing> = {}): KnownRing => ({ ringId, status: "active", nightsAway: 1, accounts: new Set(accounts), left: new Set(), earlier: [], keys: [], kin: null, ...more });
const sighted = (...groups: (readonly string[])[]): SightedRing[] => groups.map((accounts) => ({ accounts, lively: new Set(accounts), keys: [] }));
const keyed = (accounts: readonly string[], keys: readonly RingKey[]): SightedRing => ({ accounts, lively: new Set(accounts), keys });
const track = (before: readonly KnownRing[], found: readonly SightedRing[], nextNumber: number, dormantNights = 14): TrackedRings => trackRings(before, found, { nextNumber, dormantNights });
const told = ({ events }: TrackedRings): string[] => events.map(({ ringId, event, otherRingId }) => [ringId, event, otherRingId].filter((part) => part !== null).join(" "));

test("the first night: numbers in the order given", () => {
  const tracked = track([], sighted(names(0, 10), names(10, 16)), 1);
  expect(tracked.ringIds).toEqual(["R-1", "R-2"]);
  expect(told(tracked)).toEqual(["R-1 birth", "R-2 birth"]);
});

test("a ring that loses and gains a few accounts keeps its id", () => {
  const tracked = track([known("R-7", names(0, 20))], sighted(names(3, 25)), 8);
  expect(tracked).toMatchObject({ ringIds: ["R-7"], ended: [], events: [{ event: "continuation", overlapShare: 17 / 20, matchedOn: "accounts", size: 22 }] });
});

test("a merge: the oldest that brings at least half of what the largest brings keeps its id, the other ends in it", () => {
  const tracked = track([known("R-1", names(0, 9)), known("R-2", names(9, 30))], sighted(names(0, 30)), 3);
  expect(tracked.ringIds).toEqual(["R-2"]);
  expect(tracked.ended).toEqual([{ ringId: "R-1", status: "merged" }]);
  expect(tracked.events).toContainEqual({ ringId: "R-2", event: "merge", otherRingId: "R-1", overlapShare: 1, matchedOn: "accounts", matchedBits: null, size: 9 });
  expect(track([known("R-1", names(0, 10)), known("R-2", names(10, 30))], sighted(names(0, 30)), 3).ringIds).toEqual(["R-1"]);
});

test("a ring that noise tore in two finds back under its own id, though the younger part was the larger", () => {
  const torn = track([known("R-1", names(0, 30))], sighted(names(0, 16), names(16, 30)), 2);
  expect(told(torn)).toEqual(["R-1 continuation", "R-2 split R-1"]);
  const back = [known("R-1", names(0, 6), { earlier: [new Set(names(0, 30))] }), known("R-2", names(6, 30))];
  expect(told(track(back, sighted(names(0, 30)), 3))).toEqual(["R-1 continuation", "R-1 merge R-2"]);
  // Where the torn-off rest is still found, the id goes to where most of it was before.
  expect(told(track(back, sighted(names(6, 30), names(0, 6)), 3))).toEqual(["R-1 continuation", "R-1 merge R-2", "R-3 split R-1"]);
});

test("no merge and split in one night: the oldest leaves a ring to who brings more, where enough of its own went on by themselves", () => {
  const before = [known("R-1", names(0, 20)), known("R-2", names(20, 36))];
  expect(told(track(before, sighted([...names(0, 12), ...names(20, 36)], names(12, 20)), 3))).toEqual(["R-1 continuation", "R-2 continuation"]);
  // Too few of its own: what it brought there is where it is.
  expect(told(track(before, sighted([...names(0, 15), ...names(20, 36)], names(15, 20)), 3))).toEqual(["R-1 continuation", "R-1 merge R-2", "R-3 split R-1"]);
});

test("a split: the largest part keeps the id, the other is born from it", () => {
  const tracked = track([known("R-1", names(0, 30))], sighted(names(20, 30), names(0, 20)), 2);
  expect(tracked.ringIds).toEqual(["R-2", "R-1"]);
  expect(tracked.events).toContainEqual({ ringId: "R-2", event: "split", otherRingId: "R-1", overlapShare: 1, matchedOn: "accounts", matchedBits: null, size: 10 });
});

test("two rings that are one for a night come out of it under their own ids", () => {
  const joined = track([known("R-1", names(0, 9)), known("R-2", names(9, 30))], sighted(names(0, 30)), 3);
  expect(told(joined)).toEqual(["R-2 continuation", "R-2 merge R-1"]);
  const apart = track([known("R-1", names(0, 9), { status: "merged", nightsAway: 2 }), known("R-2", names(0, 30))], sighted(names(9, 30), names(0, 9)), 3);
  expect(apart.ringIds).toEqual(["R-2", "R-1"]);
  expect(told(apart)).toEqual(["R-1 split R-2", "R-2 continuation"]);
  // Long after, it is a ring of its own.
  expect(track([known("R-1", names(0, 9), { status: "merged", nightsAway: 15 }), known("R-2", names(0, 30))], sighted(names(9, 30), names(0, 9)), 3).ringIds).toEqual(["R-2", "R-3"]);
});

test("not found: dormant first, dead after the last of the dormant nights; an unrelated birth takes a new number", () => {
  const first = track([known("R-1", names(0, 10))], sighted(names(50, 60)), 2);
  expect(told(first)).toEqual(["R-1 dormancy", "R-2 birth"]);
  expect(first.ended).toEqual([{ ringId: "R-1", status: "dormant" }]);
  const resting = (nightsAway: number): TrackedRings => track([known("R-1", names(0, 10), { status: "dormant", nightsAway })], [], 3);
  expect(resting(14)).toEqual({ ringIds: [], events: [], ended: [] });
  expect(told(resting(15))).toEqual(["R-1 death"]);
  expect(resting(15).ended).toEqual([{ ringId: "R-1", status: "dead" }]);
  expect(told(track([known("R-1", names(0, 10))], [], 2, 0))).toEqual(["R-1 death"]);
});

test("a dormant ring returns, and so does a dead one that is still remembered", () => {
  for (const status of ["dormant", "dead"] as const) {
    const tracked = track([known("R-1", names(0, 10), { status, nightsAway: 5 })], sighted(names(2, 12)), 2);
    expect(tracked).toMatchObject({ ringIds: ["R-1"], ended: [], events: [{ event: "return", overlapShare: 0.8, matchedOn: "accounts", size: 10 }] });
  }
});

test("a dormant ring whose accounts turn up in another one has gone into it", () => {
  expect(told(track([known("R-1", names(0, 10), { status: "dormant", nightsAway: 5 }), known("R-2", names(10, 40))], sighted(names(0, 40)), 3))).toEqual(["R-2 continuation", "R-2 merge R-1"]);
});

test("a ring of which only those who left were found last night has gone where its accounts of the night before are", () => {
  const rest = known("R-1", names(100, 106), { earlier: [new Set([...names(0, 14), ...names(100, 106)])] });
  const tracked = track([rest, known("R-2", names(0, 30))], sighted(names(0, 30)), 3);
  expect(told(tracked)).toEqual(["R-2 continuation", "R-2 merge R-1"]);
  expect(tracked.events[1].overlapShare).toBe(0.7);
});

test("less than half of the smaller set is another ring, unless it is most of those that still act", () => {
  const found = (shared: number, lively: number): SightedRing[] => [{ accounts: [...names(0, shared), ...names(50, 58)], lively: new Set(names(0, lively)), keys: [] }];
  expect(track([known("R-1", names(0, 10))], found(4, 0), 2).ringIds).toEqual(["R-2"]);
  expect(track([known("R-1", names(0, 10))], found(5, 0), 2).ringIds).toEqual(["R-1"]);
  expect(track([known("R-1", names(0, 10))], found(4, 4), 2).ringIds).toEqual(["R-1"]);
  expect(track([known("R-1", names(0, 10))], found(4, 2), 2).ringIds).toEqual(["R-2"]);
});

test("a ring goes on where its accounts go on acting, not where those are that have left", () => {
  const left = { accounts: names(0, 20), lively: new Set<string>(), keys: [] };
  const acting = { accounts: [...names(20, 30), ...names(50, 70)], lively: new Set([...names(20, 30), ...names(50, 70)]), keys: [] };
  const tracked = track([known("R-1", names(0, 30))], [left, acting], 2);
  expect(tracked.ringIds).toEqual(["R-2", "R-1"]);
  expect(told(tracked)).toEqual(["R-1 continuation", "R-2 split R-1"]);
});

test("a ring that flickers: one part found last night, the other tonight", () => {
  const tracked = track([known("R-1", names(0, 6), { left: new Set(names(6, 30)) })], sighted(names(6, 20)), 2);
  expect(told(tracked)).toEqual(["R-1 continuation"]);
  // Those who had left and act on their own beside it were split off.
  expect(told(track([known("R-1", names(0, 6), { left: new Set(names(6, 30)) })], sighted(names(0, 6), names(6, 20)), 2))).toEqual(["R-1 continuation", "R-2 split R-1"]);
});

describe("a ring comes back with new accounts", () => {
  const keys = (kind: string, from: number, to: number, bits = 12): RingKey[] => Array.from({ length: to - from }, (_, i) => ({ kind, key: `${kind}${from + i}`, memberCount: 3, bits }));
  const old = (list: RingKey[], more: Partial<KnownRing> = {}): KnownRing => known("R-1", names(0, 10), { status: "dormant", nightsAway: 6, keys: list, ...more });

  test("on its old devices, addresses or targets it is the old ring", () => {
    for (const kind of ["device", "ip", "engagement"]) {
      const tracked = track([old(keys(kind, 0, 8))], [keyed(names(100, 120), keys(kind, 2, 10))], 2);
      expect(tracked).toMatchObject({ ringIds: ["R-1"], ended: [], events: [{ event: "return", matchedOn: "keys", overlapShare: 0.75, size: 20 }] });
      expect(tracked.events[0].matchedBits).toBeGreaterThan(matchMarginBits);
    }
  });

  test("dead or not found tonight for the first time, too; but not for ever: what is forgotten is not given", () => {
    expect(track([old(keys("device", 0, 8), { status: "dead", nightsAway: 100 })], [keyed(names(100, 120), keys("device", 0, 8))], 2).ringIds).toEqual(["R-1"]);
    expect(told(track([old(keys("device", 0, 8), { status: "active" })], [keyed(names(100, 120), keys("device", 0, 8))], 2))).toEqual(["R-1 return"]);
  });

  test("beside the living ring it is a ring of its own that says whose keys it has", () => {
    const tracked = track([old(keys("device", 0, 8), { status: "active" })], [keyed(names(0, 10), keys("device", 0, 8)), keyed(names(100, 120), keys("device", 0, 8))], 2);
    expect(told(tracked)).toEqual(["R-1 continuation", "R-2 birth R-1"]);
  });

  test("with more keys of a living ring than of one that is away it belongs to the living one", () => {
    const away = known("R-2", names(30, 40), { status: "dormant", keys: keys("device", 0, 6) });
    const tracked = track([old(keys("device", 0, 8), { status: "active" }), away], [keyed(names(0, 10), keys("device", 0, 8)), keyed(names(100, 120), keys("device", 0, 8))], 3);
    expect(told(tracked)).toEqual(["R-1 continuation", "R-3 birth R-1"]);
  });

  test("and takes the old id when the banned accounts beside it are not found any more", () => {
    const both = [old(keys("device", 0, 8), { status: "active" }), known("R-2", names(100, 120), { keys: keys("device", 0, 8), kin: "R-1" })];
    const tracked = track(both, [keyed(names(100, 120), keys("device", 0, 8))], 3);
    expect(told(tracked)).toEqual(["R-1 continuation", "R-1 merge R-2"]);
    expect(tracked.events[0]).toMatchObject({ matchedOn: "keys", overlapShare: 1 });
    expect(tracked.ended).toEqual([{ ringId: "R-2", status: "merged" }]);
    // On other keys by now it stays what it is.
    expect(told(track(both, [keyed(names(100, 120), keys("device", 20, 28))], 3))).toEqual(["R-1 dormancy", "R-2 continuation"]);
  });

  test("one key in common, or common keys, are not enough", () => {
    expect(track([old(keys("device", 0, 1, 30))], [keyed(names(100, 120), keys("device", 0, 1, 30))], 2).ringIds).toEqual(["R-2"]);
    expect(track([old(keys("ip", 0, 8, 3))], [keyed(names(100, 120), keys("ip", 0, 8, 3))], 2).ringIds).toEqual(["R-2"]);
  });

  test("two rings hired by one customer for one of many shows stay two", () => {
    const found = [...keys("device", 50, 60), ...keys("engagement", 0, 1, 9)];
    expect(track([old([...keys("device", 0, 10), ...keys("engagement", 0, 1, 9)])], [keyed(names(100, 120), found)], 2).ringIds).toEqual(["R-2"]);
  });

  test("evidence by hand: four of eight devices of 12 bits among eight found", () => {
    // 4 * (12 - 3) - log2 C(8, 4) - log2 9 = 36 - 6.129 - 3.170
    expect(matchKeys(keys("device", 0, 8), keys("device", 4, 12)).bits).toBeCloseTo(26.701, 3);
    expect(matchKeys(keys("device", 0, 8), keys("device", 4, 12))).toMatchObject({ count: 4, share: 0.5 });
    expect(matchKeys(keys("device", 0, 8), keys("ip", 0, 8))).toEqual({ bits: 0, share: 0, count: 0 });
  });
});

test.each([1, 2, 3, 4, 5])("ids are unique, old ones are kept, wait or end, whatever happens (seed %i)", (seed) => {
  const random = seededRandom(seed);
  let before: KnownRing[] = [];
  let next = 1;
  for (let night = 0; night < 12; night++) {
    const groups: string[][] = Array.from({ length: 6 }, () => []);
    for (const account of names(0, 120)) {
      const group = Math.floor((Number(account.slice(1)) / 20 + random() * 1.5) % 9);
      if (group < 6) groups[group].push(account);
    }
    const found = sighted(...groups.filter((group) => group.length > 0));
    const tracked = track(before, found, next, 3);
    expect(new Set(tracked.ringIds).size).toBe(found.length);
    for (const { ringId, status } of before.filter((ring) => ring.status === "active")) {
      expect([ringId, tracked.ringIds.includes(ringId) !== tracked.ended.some((one) => one.ringId === ringId), status]).toEqual([ringId, true, "active"]);
    }
    // The order in which the known rings come does not matter.
    expect(track([...before].reverse(), found, next, 3)).toEqual(tracked);
    next = Math.max(next, ...tracked.ringIds.map((id) => Number(id.slice(2)) + 1));
    before = nightAfter(before, tracked, found);
  }
});

test("R-9 comes before R-10", () => {
  expect(["R-10", "R-9", "R-100"].sort(compareRingIds)).toEqual(["R-9", "R-10", "R-100"]);
});

import { expect, test } from "vitest";
import { seededRandom } from "../../src/graph/random.js";
import { compareRingIds, trackRings } from "../../src/rings/track-rings.js";

const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `a${from + i}`);
const active = (rings: Record<string, string[]>): Map<string, Set<string>> => new Map(Object.entries(rings).map(([id, accounts]) => [id, new Set(accounts)]));

test("the first night: numbers in the order given", () => {
  const tracked = trackRings(new Map(), [names(0, 10), names(10, 16)], 1);
  expect(tracked.ringIds).toEqual(["R-1", "R-2"]);
  expect(tracked.events.map((event) => event.event)).toEqual(["birth", "birth"]);
});

test("a ring that loses and gains a few accounts keeps its id", () => {
  const tracked = trackRings(active({ "R-7": names(0, 20) }), [names(3, 25)], 8);
  expect(tracked).toMatchObject({ ringIds: ["R-7"], ended: [], events: [{ event: "continuation", overlapShare: 17 / 20, size: 22 }] });
});

test("a merge: the larger share keeps its id, the other ends in it", () => {
  const tracked = trackRings(active({ "R-1": names(0, 10), "R-2": names(10, 30) }), [names(0, 30)], 3);
  expect(tracked.ringIds).toEqual(["R-2"]);
  expect(tracked.ended).toEqual([{ ringId: "R-1", status: "merged" }]);
  expect(tracked.events).toContainEqual({ ringId: "R-2", event: "merge", otherRingId: "R-1", overlapShare: 1, size: 10 });
});

test("a split: the larger piece keeps the id, the other is born from it", () => {
  const tracked = trackRings(active({ "R-1": names(0, 30) }), [names(20, 30), names(0, 20)], 2);
  expect(tracked.ringIds).toEqual(["R-2", "R-1"]);
  expect(tracked.events).toContainEqual({ ringId: "R-2", event: "split", otherRingId: "R-1", overlapShare: 1, size: 10 });
});

test("a death, and an unrelated birth takes a new number", () => {
  const tracked = trackRings(active({ "R-1": names(0, 10) }), [names(50, 60)], 2);
  expect(tracked.ringIds).toEqual(["R-2"]);
  expect(tracked.ended).toEqual([{ ringId: "R-1", status: "dead" }]);
  expect(tracked.events.map((event) => [event.ringId, event.event])).toEqual([["R-1", "death"], ["R-2", "birth"]]);
});

test("less than half of the smaller set is another ring", () => {
  expect(trackRings(active({ "R-1": names(0, 10) }), [[...names(0, 4), ...names(50, 58)]], 2).ringIds).toEqual(["R-2"]);
  expect(trackRings(active({ "R-1": names(0, 10) }), [[...names(0, 5), ...names(50, 58)]], 2).ringIds).toEqual(["R-1"]);
});

test.each([1, 2, 3, 4, 5])("ids are unique, old ones are kept or ended, whatever happens (seed %i)", (seed) => {
  const random = seededRandom(seed);
  let before = active({});
  let next = 1;
  for (let night = 0; night < 10; night++) {
    const groups: string[][] = Array.from({ length: 6 }, () => []);
    for (const account of names(0, 120)) {
      const group = Math.floor((Number(account.slice(1)) / 20 + random() * 1.5) % 9);
      if (group < 6) groups[group].push(account);
    }
    const found = groups.filter((group) => group.length > 0);
    const tracked = trackRings(before, found, next);
    expect(new Set(tracked.ringIds).size).toBe(found.length);
    for (const id of before.keys()) expect(tracked.ringIds.includes(id) !== tracked.ended.some((one) => one.ringId === id)).toBe(true);
    next = Math.max(next, ...tracked.ringIds.map((id) => Number(id.slice(2)) + 1));
    before = new Map(tracked.ringIds.map((id, at) => [id, new Set(found[at])]));
  }
});

test("R-9 comes before R-10", () => {
  expect(["R-10", "R-9", "R-100"].sort(compareRingIds)).toEqual(["R-9", "R-10", "R-100"]);
});

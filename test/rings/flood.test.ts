import { describe, expect, test } from "vitest";
import { pushOfFlood, surgeWindows, tiedToCore, wokenHours, type TieView } from "../../src/rings/flood.js";

const slotMs = 300_000;

describe("surges", () => {
  test("slots far above the usual number are one window, widened by a slot on either side", () => {
    const starts = [0, 1, 2, 3, 4, 20].map((slot) => slot * slotMs);
    expect(surgeWindows(starts, [10, 400, 900, 500, 12, 11], [10, 10, 10, 10, 10, 10], slotMs)).toEqual([{ fromMs: 0, toMs: 5 * slotMs, usualCount: 30 }]);
  });

  test("a busy evening that is usual is none, nor are a few more where usually nobody is", () => {
    expect(surgeWindows([0], [400], [380], slotMs)).toEqual([]);
    expect(surgeWindows([0], [25], [0], slotMs)).toEqual([]);
  });
});

describe("the push", () => {
  /** Accounts 0…9 visit the next two rooms of each other; 10 has a room with its own viewers; 11 visited one of theirs and five of others. */
  const accounts = Int32Array.from({ length: 12 }, (_, i) => i);
  const visits = [
    ...Array.from({ length: 10 }, (_, i) => [[i, (i + 1) % 10], [i, (i + 2) % 10]]).flat(),
    ...Array.from({ length: 20 }, (_, i) => [1000 + i, 10]),
    [11, 0], ...Array.from({ length: 5 }, () => [11, -1]),
    [500, 3],
  ];
  const flood = { accounts, beforeCount: new Int32Array(12), visitor: Int32Array.from(visits, ([visitor]) => visitor), owner: Int32Array.from(visits, ([, owner]) => owner) };

  test("is who fills rooms of the flood or is filled by it; a streamer with viewers of his own is not", () => {
    expect(pushOfFlood(flood).core).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("who met one of them among many rooms is not even touched; who only visited theirs is", () => {
    expect(pushOfFlood(flood).touched).toEqual([]);
    const only = { ...flood, visitor: Int32Array.from([...flood.visitor.slice(0, 40), 11]), owner: Int32Array.from([...flood.owner.slice(0, 40), 0]) };
    expect(pushOfFlood(only).touched).toEqual([11]);
  });

  test("nobody pushes in an event: each has its own viewers", () => {
    const lonely = { accounts, beforeCount: new Int32Array(12), visitor: Int32Array.from({ length: 60 }, (_, i) => 100 + i), owner: Int32Array.from({ length: 60 }, (_, i) => i % 12) };
    expect(pushOfFlood(lonely)).toEqual({ core: [], touched: [] });
  });
});

test("a tie speaks only where most of those who share it are the core's", () => {
  const none: TieView = { createdCount: 0, createdCoreCount: 0, deviceCount: 0, deviceCoreCount: 0, addressCount: 0, addressCoreCount: 0, networkCount: 0, networkCoreCount: 0 };
  expect(tiedToCore(none)).toBe(false);
  expect(tiedToCore({ ...none, createdCount: 10, createdCoreCount: 4 })).toBe(true);
  expect(tiedToCore({ ...none, createdCount: 100, createdCoreCount: 4 })).toBe(false);
  expect(tiedToCore({ ...none, deviceCount: 1, deviceCoreCount: 1 })).toBe(false);
  expect(tiedToCore({ ...none, networkCount: 3, networkCoreCount: 2 })).toBe(true);
});

test("an hour wakes up against what is usual in all others, the attack's own hours left out", () => {
  const count = 100;
  const hours = { hourMs: Array.from({ length: count }, (_, i) => i), accountCount: Array.from({ length: count }, () => 20), wokenCount: Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 15 : 0)) };
  // A quarter of the hours woke up: with them in it, the usual share would be a fifth.
  expect(wokenHours(hours)).toEqual(new Set());
  expect(wokenHours({ ...hours, wokenCount: hours.wokenCount.map((woken, i) => (i < 20 ? woken : 0)) })).toEqual(new Set([0, 4, 8, 12, 16]));
  expect(wokenHours({ hourMs: [], accountCount: [], wokenCount: [] })).toEqual(new Set());
});

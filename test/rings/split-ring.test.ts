import { describe, expect, test } from "vitest";
import { joinAccounts } from "../../src/rings/account-list.js";
import { RingTest, type RingModel } from "../../src/rings/ring-test.js";
import { splitRing, type Separation } from "../../src/rings/split-ring.js";
import { coordination, range, taste, world, type Key } from "./small-world.js";

/** Three crowds in a room each, that come at one moment each. */
const crowds = [range(0, 10), range(10, 18), range(18, 24)];
const holdings = world(crowds.flatMap((holders, i): Key[] => [{ kind: taste, holders: [...holders, ...range(1000 * (i + 1), 1000 * (i + 1) + 200)] }, { kind: coordination, holders, parent: 2 * i, usual: 0.05 }]), 10_000);
const ringTest = new RingTest(holdings);
const whole = ringTest.fit(Int32Array.from(crowds.flat()));

const crowdOf = (accounts: Int32Array): number => crowds.findIndex((crowd) => crowd.includes(accounts[0]));
const sameCrowd = (one: Int32Array, other: Int32Array): boolean => crowdOf(one) === crowdOf(other);

/** Splits the three by given answers: whether a group (of at least six) is a ring, which pieces act together, what is a batch. */
function split(isRing: (accounts: Int32Array) => boolean, separation: Partial<Separation> = {}): number[][] {
  const refine = (accounts: Int32Array): RingModel | undefined => (accounts.length >= 6 && isRing(accounts) ? ringTest.fit(accounts) : undefined);
  return splitRing(whole, holdings, 1, refine, () => false, { actTogether: sameCrowd, isBatch: () => false, ...separation })
    .map(({ accounts }) => [...accounts])
    .sort(([one], [other]) => one - other);
}

describe("groups that do not act together", () => {
  test("each is a ring of its own, where it is one", () => {
    expect(split(() => true)).toEqual(crowds);
  });

  test("those that are none stay with the largest", () => {
    expect(split((accounts) => crowdOf(accounts) < 2)).toEqual([[...crowds[0], ...crowds[2]], crowds[1]]);
  });

  test("none of them a ring: none at all", () => {
    expect(split(() => false)).toEqual([]);
  });

  test("one of them a ring and the others not: they stay one", () => {
    expect(split((accounts) => crowdOf(accounts) === 0)).toEqual([[...whole.accounts]]);
  });
});

test("groups that act together stay together, also through a third", () => {
  const neighbours = (one: Int32Array, other: Int32Array): boolean => Math.abs(crowdOf(one) - crowdOf(other)) <= 1;
  expect(split((accounts) => accounts.length === 24, { actTogether: neighbours })).toEqual([[...whole.accounts]]);
});

test("batches are one ring, though they share no moment", () => {
  expect(split(() => true, { isBatch: (accounts) => crowdOf(accounts) > 0 })).toEqual([crowds[0], [...crowds[1], ...crowds[2]]]);
});

test("lists of accounts are joined in ascending order", () => {
  expect([...joinAccounts([Int32Array.of(9, 30), Int32Array.of(2, 100), Int32Array.of()])]).toEqual([2, 9, 30, 100]);
});

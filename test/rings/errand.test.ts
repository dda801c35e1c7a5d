import { describe, expect, test } from "vitest";
import { errandsOf, usualRate } from "../../src/rings/errand.js";

describe("the usual number of machines", () => {
  test("is that of the other targets: three rooms that farms fill do not move it", () => {
    const visitorCount = [...Array.from({ length: 200 }, () => 100), 120, 300, 5000];
    const machineCount = [...Array.from({ length: 200 }, (_, i) => i % 2), 60, 200, 900];
    expect(usualRate({ visitorCount, machineCount })).toBeCloseTo(0.005, 3);
  });

  test("is nothing where no target has a public, and nothing where no machine brings two", () => {
    expect(usualRate({ visitorCount: [], machineCount: [] })).toBe(0);
    expect(usualRate({ visitorCount: [49, 10], machineCount: [20, 5] })).toBe(0);
    expect(usualRate({ visitorCount: [100, 100], machineCount: [0, 0] })).toBe(0);
  });
});

/** Rows of who was brought where: target → unit → accounts. */
const rowsOf = (brought: Record<number, Record<number, number[]>>): Parameters<typeof errandsOf>[0] => {
  const rows = Object.entries(brought).flatMap(([target, units]) => Object.entries(units).flatMap(([unit, accounts]) => accounts.map((account) => [Number(target), Number(unit), account])));
  return { targetNo: rows.map(([target]) => target), unitNo: rows.map(([, unit]) => unit), account: rows.map(([, , account]) => account) };
};

describe("errands", () => {
  test("targets to which the same accounts were brought are one, others stand alone", () => {
    const one = { 1: [1, 2, 3, 4], 5: [5, 6, 7, 8] };
    expect(errandsOf(rowsOf({ 3: one, 8: one, 9: { 20: [20, 21, 22] } })).map(({ targets, unitCount, accounts }) => [targets, unitCount, [...accounts]])).toEqual([
      [[3, 8], 2, [1, 2, 3, 4, 5, 6, 7, 8]],
      [[9], 1, [20, 21, 22]],
    ]);
  });

  test("five accounts in common are chance", () => {
    expect(errandsOf(rowsOf({ 3: { 1: [1, 2, 3, 4, 5] }, 8: { 1: [1, 2, 3, 4, 5] } })).map(({ targets }) => targets)).toEqual([[3], [8]]);
  });

  test("what came along to one of ten targets is not of it", () => {
    const brought = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, { 1: [1, 2, 3, 4], 5: [5, 6, 7, 8], ...(i === 4 ? { 90: [90, 91, 92] } : {}) }]));
    expect(errandsOf(rowsOf(brought)).map(({ unitCount, accounts }) => [unitCount, [...accounts]])).toEqual([[2, [1, 2, 3, 4, 5, 6, 7, 8]]]);
  });

  test("an account that two machines brought counts once, and nobody brought is no errand", () => {
    expect(errandsOf(rowsOf({ 3: { 1: [1, 2, 3], 2: [2, 3, 4] } })).map(({ unitCount, accounts }) => [unitCount, [...accounts]])).toEqual([[2, [1, 2, 3, 4]]]);
    expect(errandsOf(rowsOf({}))).toEqual([]);
  });
});

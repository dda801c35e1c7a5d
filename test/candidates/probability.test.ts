import { expect, test } from "vitest";
import { calibration, log2OddsOf, probabilityOf } from "../../src/candidates/probability.js";

test("evidence that just pays for the name leaves the odds even", () => {
  // 1,024 accounts, a ring of 4: a name costs log2(1024 / 4) = 8 bits.
  expect(log2OddsOf(8, 1024, 4)).toBe(0);
  expect(probabilityOf(8, 1024, 4)).toBe(1 / (1 + Math.exp(-calibration.intercept)));
  expect(log2OddsOf(11, 1024, 4)).toBe(3);
});

test("more evidence is never less probable, a larger crowd to pick from never more", () => {
  const bits = [-1000, -5, 0, 5, 8, 12, 20, 40, 1000];
  const rising = bits.map((one) => probabilityOf(one, 1024, 4));
  expect(rising).toEqual([...rising].sort((one, other) => one - other));
  expect(probabilityOf(12, 1_000_000, 4)).toBeLessThan(probabilityOf(12, 1024, 4));
});

test("nobody is certain, whatever the bits", () => {
  expect(probabilityOf(1e9, 1024, 4)).toBe(calibration.ceiling);
  expect(probabilityOf(-1e9, 1024, 4)).toBe(calibration.floor);
  expect(probabilityOf(0, 1, 0)).toBeGreaterThan(0);
});

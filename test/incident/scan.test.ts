import { expect, test } from "vitest";
import { bandHigh, onsetOf, scanSurge, type Minute } from "../../src/incident/scan.js";

const minute = 60_000;
const minutes = (counts: readonly number[], rate = 2, dispersion = 1): Minute[] => counts.map((count, at) => ({ minuteMs: at * minute, count, rate, dispersion }));

test("what is usual is no surge", () => {
  expect(scanSurge(minutes([2, 2, 2, 2, 2]))).toBeUndefined();
  expect(scanSurge(minutes([0, 1, 0]))).toBeUndefined();
});

test("Kulldorff's ratio by hand: 40 where 2 are usual, in one minute", () => {
  const surge = scanSurge(minutes([2, 2, 40]));
  expect(surge).toMatchObject({ fromMs: 2 * minute, count: 40, expected: 2 });
  expect(surge!.bits).toBeCloseTo((40 * Math.log(20) - 38) / Math.LN2, 6);
});

test("the span is the one that least looks usual: a creeping rise is found in a long one", () => {
  expect(scanSurge(minutes([2, 2, 2, 2, 2, 6, 6, 6, 6, 6]))).toMatchObject({ fromMs: 5 * minute, count: 30 });
});

test("17,000 do not look common because they are many: bits grow with the number", () => {
  const bits = [10, 100, 1000, 17_000].map((count) => scanSurge(minutes([2, 2, count]))!.bits);
  expect(bits).toEqual([...bits].sort((one, other) => one - other));
  expect(bits[3]).toBeGreaterThan(100_000);
});

test("minutes that vary more than a Poisson count say less", () => {
  expect(scanSurge(minutes([2, 2, 40], 2, 5))!.bits).toBeCloseTo(scanSurge(minutes([2, 2, 40]))!.bits / 5, 6);
});

test("three acts where none are usual are hardly a surge: no rate is known to be nothing", () => {
  expect(scanSurge(minutes([0, 0, 3], 0))!.bits).toBeLessThan(10);
});

test("the onset is the first of the minutes in a row above their band", () => {
  const course = minutes([2, 1, 2, 3, 30, 60, 80]);
  expect(onsetOf(course, scanSurge(course)!)).toBe(4 * minute);
  expect(bandHigh(2, 1)).toBeCloseTo(2 + 3 * Math.SQRT2, 6);
});

import { describe, expect, test } from "vitest";
import { fitAlike, meansOfSurer, registrationRuns, traitWeights, withOdds, type QuarterCounts } from "../../src/rings/cohort.js";
import { cohortPolicy } from "../../src/rings/rules/policy.js";
import { allPass, askRules } from "../../src/rings/rules/rule.js";

const days = 60;
const quarters = days * 96;
const first = 96 * 20_000;

/** Four join in every quarter of daytime and one at night; half of them fall silent. On top what `more` says of a quarter: who joins and who of them falls silent. */
function counts(more: (quarter: number) => [joined: number, asleep: number]): QuarterCounts {
  const quarter = Array.from({ length: quarters }, (_, at) => first + at);
  const usual = (at: number): number => (at % 96 < 24 ? 2 : 4);
  return { quarter, joined: quarter.map((_, at) => usual(at) + more(at)[0]), asleep: quarter.map((_, at) => usual(at) / 2 + more(at)[1]), warm: quarter.map((_, at) => usual(at) / 4 + more(at)[1] / 9) };
}
const passing = (of: QuarterCounts): [number, number][] => registrationRuns(of).runs.filter(({ view }) => allPass(askRules(cohortPolicy, view))).map(({ from, to }) => [from - first, to - first]);
const night = 40 * 96;

describe("runs of registrations", () => {
  test("a script that registers all night and whose accounts sleep is a run, and its hours are told", () => {
    const found = passing(counts((at) => (at >= night && at < night + 16 ? [20, 18] : [0, 0])));
    expect(found).toHaveLength(1);
    // The two hours around each quarter are looked at, so a run begins and ends a little early and late.
    expect(found[0][0]).toBeGreaterThanOrEqual(night - 5);
    expect(found[0][0]).toBeLessThanOrEqual(night);
    expect(found[0][1]).toBeGreaterThanOrEqual(night + 15);
    expect(found[0][1]).toBeLessThanOrEqual(night + 19);
  });

  test("an ordinary month has none", () => {
    expect(registrationRuns(counts(() => [0, 0])).runs).toEqual([]);
    expect(registrationRuns({ quarter: [], joined: [], asleep: [], warm: [] }).runs).toEqual([]);
  });

  test("a campaign that brings most in its first minutes is none, though few come back", () => {
    expect(passing(counts((at) => (at >= night && at < night + 8 ? [400 / 2 ** (at - night), 320 / 2 ** (at - night)] : [0, 0])))).toEqual([]);
  });

  test("a streamer who brings people for hours is none: most come back", () => {
    expect(passing(counts((at) => (at >= night && at < night + 16 ? [60, 20] : [0, 0])))).toEqual([]);
  });

  test("thousands in one night do not raise their own usual number", () => {
    const { runs, chanceOf } = registrationRuns(counts((at) => (at >= night && at < night + 16 ? [2000, 1900] : [0, 0])));
    expect(runs).toHaveLength(1);
    expect(runs[0].view.usualCount).toBeLessThan(60);
    expect(chanceOf(first + night + 8, "asleep")).toBeGreaterThan(0.99);
    expect(chanceOf(first + night + 8, "warm")).toBeGreaterThan(0.98);
    for (const state of ["asleep", "warm"] as const) expect(chanceOf(first + night - 96, state)).toBe(0);
  });
});

describe("how the run came", () => {
  // Of 1,000 in the runs 200 are strangers: they bring half of theirs by value 0, as everybody does; the run brings nine in ten of its own by value 1.
  const weight = traitWeights({ trait: ["wait", "wait"], value: [0, 1], runCount: [180, 820], otherCount: [5000, 5000] }, 0.2);
  test("what strangers bring is taken off before the run is described", () => {
    expect(weight("wait", 1)).toBeCloseTo(Math.log(0.9 / 0.5), 2);
    expect(weight("wait", 0)).toBeCloseTo(Math.log(0.1 / 0.5), 2);
  });

  test("a trait that is not known says nothing, and none says everything", () => {
    expect(weight("wait", -9)).toBe(0);
    const only = traitWeights({ trait: ["device", "device"], value: [0, 2], runCount: [0, 1000], otherCount: [1_000_000, 1] }, 0);
    expect(only("device", 2)).toBe(4);
    expect(only("device", 0)).toBeGreaterThanOrEqual(-4);
  });

  test("odds become a probability", () => {
    expect(withOdds(0.8, 0)).toBeCloseTo(0.8, 10);
    expect(withOdds(0.8, Math.log(2))).toBeCloseTo(8 / 9, 10);
    expect(withOdds(0, 4)).toBe(0);
  });
});

test("of those at least as sure so many are right; who is equally sure stands together", () => {
  expect(meansOfSurer([0.5, 1, 0.8, 0.8])).toEqual([(0.5 + 1 + 1.6) / 4, 1, 2.6 / 3, 2.6 / 3]);
  expect(meansOfSurer([])).toEqual([]);
});

describe("a run that is asked whether it came alike", () => {
  const chances = Array.from({ length: 100 }, () => 0.6);
  test("has a part of the script's where some came as it did", () => {
    // Forty came by the script's networks, sixty as everybody does.
    const probabilities = fitAlike(chances, chances.map((_, i) => (i < 40 ? 3.5 : -2.5)));
    expect(probabilities[0]).toBeGreaterThan(0.9);
    expect(probabilities[99]).toBeLessThan(0.1);
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeGreaterThan(36);
  });

  test("has none on a busy weekend, whatever the hour says, nor without a chance or a sleeper", () => {
    const probabilities = fitAlike(chances, chances.map((_, i) => (i < 5 ? 1 : -1.5)));
    expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeLessThan(10);
    expect(fitAlike([0, 0], [1, 2])).toEqual([0, 0]);
    expect(fitAlike([], [])).toEqual([]);
  });
});

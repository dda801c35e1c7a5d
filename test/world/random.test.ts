import { expect, test } from "vitest";
import { Random, runningTotals } from "../../src/world/random.js";

test("the same seed and stream give the same numbers, another stream or seed others", () => {
  const draw = (seed: number, stream: string): number[] => {
    const random = new Random(seed, stream);
    return Array.from({ length: 5 }, () => random.next());
  };
  expect(draw(1, "people")).toEqual(draw(1, "people"));
  expect(draw(1, "people")).not.toEqual(draw(1, "rings"));
  expect(draw(1, "people")).not.toEqual(draw(2, "people"));
  expect(draw(1, "people")).not.toEqual(draw(1 + 2 ** 32, "people"));
});

test("uniform, normal, exponential and Poisson numbers have their means and variances", () => {
  const random = new Random(7, "moments");
  const n = 100_000;
  const moments = (draw: () => number): { mean: number; variance: number } => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = draw();
      sum += x;
      squares += x * x;
    }
    return { mean: sum / n, variance: squares / n - (sum / n) ** 2 };
  };
  const near = (draw: () => number, mean: number, variance: number): void => {
    const found = moments(draw);
    // Five standard errors of the mean.
    expect(Math.abs(found.mean - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
    expect(found.variance / variance).toBeGreaterThan(0.95);
    expect(found.variance / variance).toBeLessThan(1.05);
  };
  near(() => random.next(), 0.5, 1 / 12);
  near(() => random.normal(), 0, 1);
  near(() => random.exponential(3), 3, 9);
  near(() => random.poisson(2.5), 2.5, 2.5);
  near(() => random.poisson(80), 80, 80);
});

test("every bucket of 256 is hit about equally often (chi-square)", () => {
  const random = new Random(11, "buckets");
  const count = new Int32Array(256);
  for (let i = 0; i < 256_000; i++) count[random.int(256)]++;
  const chi = count.reduce((sum, c) => sum + (c - 1000) ** 2 / 1000, 0);
  // 255 degrees of freedom: mean 255, standard deviation 22.6.
  expect(chi).toBeGreaterThan(150);
  expect(chi).toBeLessThan(360);
});

test("weighted picks follow the weights, and a weight of 0 is never picked", () => {
  const random = new Random(3, "weights");
  const totals = runningTotals([1, 0, 3]);
  const count = [0, 0, 0];
  for (let i = 0; i < 40_000; i++) count[random.weighted(totals)]++;
  expect(count[1]).toBe(0);
  expect(count[2] / count[0]).toBeGreaterThan(2.8);
  expect(count[2] / count[0]).toBeLessThan(3.2);
});

test("a sample holds different ones, all of them when it asks for more, and leaves the list alone", () => {
  const random = new Random(5, "sample");
  const list = [1, 2, 3, 4, 5];
  expect(new Set(random.sample(list, 3)).size).toBe(3);
  expect(random.sample(list, 9).sort((a, b) => a - b)).toEqual(list);
  expect(list).toEqual([1, 2, 3, 4, 5]);
});

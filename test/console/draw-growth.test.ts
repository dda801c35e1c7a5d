import { expect, test } from "vitest";
import { drawGrowth } from "../../src/console/draw-growth.js";
import type { RingGrowthRow } from "../../src/duckdb/snapshot-row.js";

const night = (day: number, row: Partial<RingGrowthRow>): RingGrowthRow => ({
  as_of: new Date(Date.UTC(2026, 0, day)).toISOString(), run_id: `N-${day}`, event: "continuation", size: 10, joined_count: 0, left_count: 0, evidence_bits: 300, price_bits: 120, ...row,
});
const story = [
  night(1, { event: "birth", size: 8, evidence_bits: null, price_bits: null }),
  night(2, { size: 12, joined_count: 5, left_count: 1 }),
  night(3, { event: "dormancy", size: 0, joined_count: null, left_count: null, evidence_bits: null, price_bits: null }),
  night(4, { event: "return", size: 30, joined_count: 18 }),
  night(5, { size: 31, joined_count: 1 }),
];

test("a bar per night that found the ring, its numbers under the pointer, and what happened", () => {
  const svg = drawGrowth("R-7", story);
  for (const words of ["Ring R-7, 5 nights", "2026-01-01: 8 accounts, 8 new, 0 left (birth)", "2026-01-02: 12 accounts, 5 new, 1 left (continuation)", "300 bits against 120", ">dormancy<", ">return<", "bits were not kept in the earliest runs"]) expect(svg).toContain(words);
  expect(svg.match(/accounts, \d+ new/g)).toHaveLength(4);
  expect(drawGrowth("R-7", story)).toBe(svg);
});

test("no line is drawn over nights in which it was away", () => {
  // One night, a gap, two nights: two pieces.
  for (const [, path] of drawGrowth("R-7", story).matchAll(/<path d="(M[^"H]*)" fill="none"/g)) expect(path.replace(/[^ML]/g, "")).toBe("MML");
});

test("everything stays inside, from one account to a million and from one night to a thousand", () => {
  for (const rows of [[night(1, { event: "birth", size: 1, evidence_bits: 0.1, price_bits: 0 })], [night(1, { size: 1_000_000, evidence_bits: 2e7, price_bits: 1e7 })], Array.from({ length: 1000 }, (_, i) => night(i + 1, { size: i })), []]) {
    const svg = drawGrowth("R-1", rows);
    expect(svg).not.toContain("NaN");
    for (const [, x, y] of svg.matchAll(/(?:cx|x)="(-?[\d.]+)" (?:cy|y)="(-?[\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(900);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(424);
    }
  }
});

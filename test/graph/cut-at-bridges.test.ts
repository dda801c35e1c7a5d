import { describe, expect, test } from "vitest";
import { cutAtBridges } from "../../src/graph/cut-at-bridges.js";
import { DisjointSets } from "../../src/graph/disjoint-sets.js";

const pieces = (count: number, edges: readonly (readonly [number, number])[], least = 2): number[] => [...cutAtBridges(count, edges, least)];

describe("cutting at bridges", () => {
  test("two triangles that one vertex holds together are two; it goes to the larger, of equals to the first", () => {
    const both = [[0, 1], [1, 2], [0, 2], [2, 3], [2, 4], [3, 4]] as const;
    expect(pieces(5, both)).toEqual([0, 0, 0, 3, 3]);
    expect(pieces(6, [...both, [4, 5], [3, 5]])).toEqual([0, 0, 2, 2, 2, 2]);
  });

  test("two vertices in common hold them together, and so does one where a part has no two of its own", () => {
    expect(pieces(6, [[0, 1], [1, 2], [0, 2], [2, 3], [1, 3], [3, 4], [2, 4], [4, 5]])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(pieces(4, [[0, 1], [0, 2], [0, 3]])).toEqual([0, 0, 0, 0]);
    expect(pieces(3, [])).toEqual([0, 1, 2]);
  });

  test("says of every graph what trying each vertex says, whatever the order of edges", () => {
    let state = 7;
    const random = (n: number): number => (state = (state * 48_271) % 2_147_483_647) % n;
    let cuts = 0;
    for (let trial = 0; trial < 300; trial++) {
      const count = 3 + random(9);
      const edges = Array.from({ length: count + random(4) }, () => [random(count), random(count)] as const).filter(([one, other]) => one !== other);
      const parts = (without?: number): number[][] => {
        const sets = new DisjointSets(count);
        for (const [one, other] of edges) if (one !== without && other !== without) sets.join(one, other);
        const by = new Map<number, number[]>();
        for (let vertex = 0; vertex < count; vertex++) if (vertex !== without) by.set(sets.root(vertex), [...(by.get(sets.root(vertex)) ?? []), vertex]);
        return [...by.values()];
      };
      const whole = parts();
      const isCut = Array.from({ length: count }, (_, vertex) => {
        const own = whole.find((part) => part.includes(vertex))!;
        return parts(vertex).filter((part) => own.includes(part[0]) && part.length >= 2).length >= 2;
      });
      cuts += isCut.filter(Boolean).length;
      const piece = pieces(count, edges);
      // Who is no cut keeps exactly those that it reaches without one.
      const sets = new DisjointSets(count);
      for (const [one, other] of edges) if (!isCut[one] && !isCut[other]) sets.join(one, other);
      for (let one = 0; one < count; one++) for (let other = 0; other < count; other++) if (!isCut[one] && !isCut[other]) expect(piece[one] === piece[other]).toBe(sets.root(one) === sets.root(other));
      expect(pieces(count, edges.toReversed().map(([one, other]) => [other, one] as const))).toEqual(piece);
    }
    expect(cuts).toBeGreaterThan(50);
  });
});

import { expect, test } from "vitest";
import { findComponents } from "../../src/graph/find-components.js";
import { raiseFloor } from "../../src/graph/edge-list.js";
import { splitCommunities } from "../../src/graph/split-communities.js";
import { seededRandom } from "../../src/graph/random.js";
import { edgeListOf } from "./data.js";

/** Components by repeated flooding: slow and obvious. */
function flooded(pairs: [number, number][]): number[][] {
  const nodes = new Set(pairs.flat());
  const components: number[][] = [];
  while (nodes.size > 0) {
    const [start] = nodes;
    const reached = new Set([start]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const [a, b] of pairs) {
        if (reached.has(a) !== reached.has(b)) {
          reached.add(a).add(b);
          grown = true;
        }
      }
    }
    for (const node of reached) nodes.delete(node);
    components.push([...reached].sort((one, other) => one - other));
  }
  return components.sort((one, other) => other.length - one.length || one[0] - other[0]);
}

test.each([1, 2, 3, 4])("components agree with flooding on a random sparse graph (seed %i)", (seed) => {
  const random = seededRandom(seed);
  const pairs = Array.from({ length: 60 }, () => [Math.floor(random() * 90), Math.floor(random() * 90)] as [number, number]).filter(([a, b]) => a !== b);
  const found = findComponents(edgeListOf(pairs));
  expect(found.map((component) => Array.from(component.accounts))).toEqual(flooded(pairs));
  expect(found.reduce((sum, component) => sum + component.edges.a.length, 0)).toBe(edgeListOf(pairs).a.length);
});

test("no edges, no components", () => {
  expect(findComponents(edgeListOf([]))).toEqual([]);
});

test("a community in two pieces is split, one in one piece is not", () => {
  const [component] = findComponents(edgeListOf([[0, 1], [1, 2], [2, 3], [3, 4]]));
  expect(Array.from(splitCommunities(component, Int32Array.from([0, 0, 1, 0, 0])).labels)).toEqual([0, 0, 1, 2, 2]);
  expect(splitCommunities(component, Int32Array.from([0, 0, 0, 1, 1])).count).toBe(2);
});

test("raising the floor keeps the edge at the floor", () => {
  const raised = raiseFloor(edgeListOf([[0, 1, 5], [1, 2, 4.999], [2, 3, 9]]), 5);
  expect(Array.from(raised.a)).toEqual([0, 2]);
});

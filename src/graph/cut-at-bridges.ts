import { DisjointSets } from "./disjoint-sets.js";

/**
 * The pieces of an undirected graph: its components, cut at the vertices that alone hold two parts together. A vertex is cut where it leaves at least two parts of `least`
 * vertices and more; it goes to the largest of them (of equal ones the first). Articulation points by depth-first search: Hopcroft and Tarjan 1973, Algorithm 447.
 * @param edges pairs of vertices 0 … count − 1, none with itself
 * @returns by vertex the smallest number of its piece; the same whatever the order of edges
 */
export function cutAtBridges(count: number, edges: readonly (readonly [number, number])[], least: number): Int32Array {
  const near: number[][] = Array.from({ length: count }, () => []);
  for (const [one, other] of edges) {
    near[one].push(other);
    near[other].push(one);
  }
  const isCut = bridges(near, least);
  const sets = new DisjointSets(count);
  for (const [one, other] of edges) if (!isCut[one] && !isCut[other]) sets.join(one, other);
  const piece = Int32Array.from({ length: count }, (_, vertex) => sets.root(vertex));
  const size = new Int32Array(count);
  for (let vertex = 0; vertex < count; vertex++) size[piece[vertex]]++;
  const target = piece.slice();
  for (let vertex = 0; vertex < count; vertex++) {
    if (!isCut[vertex]) continue;
    const around = near[vertex].filter((other) => !isCut[other]).map((other) => piece[other]);
    target[vertex] = around.reduce((best, one) => (size[one] > size[best] || (size[one] === size[best] && one < best) ? one : best), around[0] ?? vertex);
  }
  // A vertex that joins a piece may have a smaller number than the piece.
  const name = new Map<number, number>();
  for (let vertex = 0; vertex < count; vertex++) if (!name.has(target[vertex])) name.set(target[vertex], vertex);
  return target.map((one) => name.get(one)!);
}

/** Which vertices leave at least two parts of `least` vertices and more. */
function bridges(near: readonly (readonly number[])[], least: number): boolean[] {
  const count = near.length;
  const found = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const under = new Int32Array(count).fill(1);
  const parent = new Int32Array(count).fill(-1);
  const next = new Int32Array(count);
  /** By vertex: the sizes of the parts that hang on it alone, summed up, and how many of them are large enough. */
  const hanging = new Int32Array(count);
  const large = new Int32Array(count);
  const isCut = Array.from({ length: count }, () => false);
  let clock = 0;
  for (let root = 0; root < count; root++) {
    if (found[root] >= 0) continue;
    const order: number[] = [root];
    const stack = [root];
    found[root] = low[root] = clock++;
    while (stack.length > 0) {
      const vertex = stack[stack.length - 1];
      if (next[vertex] < near[vertex].length) {
        const other = near[vertex][next[vertex]++];
        if (found[other] < 0) {
          parent[other] = vertex;
          found[other] = low[other] = clock++;
          order.push(other);
          stack.push(other);
        } else if (other !== parent[vertex]) low[vertex] = Math.min(low[vertex], found[other]);
        continue;
      }
      stack.pop();
      const above = parent[vertex];
      if (above < 0) continue;
      low[above] = Math.min(low[above], low[vertex]);
      under[above] += under[vertex];
      if (low[vertex] >= found[above]) {
        hanging[above] += under[vertex];
        if (under[vertex] >= least) large[above]++;
      }
    }
    for (const vertex of order) isCut[vertex] = large[vertex] + (order.length - 1 - hanging[vertex] >= least ? 1 : 0) >= 2;
  }
  return isCut;
}

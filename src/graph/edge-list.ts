/**
 * An undirected weighted graph as three columns: edge i joins accounts `a[i]` and `b[i]` with `weight[i]`.
 * No self-loops, no pair twice, a < b; ordered by (a, b), so that everything computed from it is deterministic.
 */
export interface EdgeList {
  a: Int32Array;
  b: Int32Array;
  /** Bits, above 0. */
  weight: Float64Array;
}

/** The edges whose weight is at least `floor` bits, in the same order. */
export function raiseFloor(edges: EdgeList, floor: number): EdgeList {
  const kept: number[] = [];
  for (let i = 0; i < edges.a.length; i++) if (edges.weight[i] >= floor) kept.push(i);
  return pick(edges, kept);
}

/** The edges at the given positions, in that order. */
export function pick(edges: EdgeList, positions: ArrayLike<number>): EdgeList {
  const picked = { a: new Int32Array(positions.length), b: new Int32Array(positions.length), weight: new Float64Array(positions.length) };
  for (let i = 0; i < positions.length; i++) {
    picked.a[i] = edges.a[positions[i]];
    picked.b[i] = edges.b[positions[i]];
    picked.weight[i] = edges.weight[positions[i]];
  }
  return picked;
}

/**
 * Disjoint sets of the numbers 0 … count − 1, by union-find with path halving (Tarjan 1975). The smallest number of a set is its
 * root, so that a set's name does not depend on the order of unions.
 */
export class DisjointSets {
  private readonly parent: Int32Array;

  constructor(count: number) {
    this.parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  /** The smallest number of the set that holds this one. */
  root(number: number): number {
    const { parent } = this;
    let at = number;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** Makes one set of two. */
  join(one: number, other: number): void {
    const a = this.root(one);
    const b = this.root(other);
    if (a < b) this.parent[b] = a;
    else this.parent[a] = b;
  }
}

import type { AbstractGraph } from "graphology-types";
import type { Component } from "./find-components.js";

/**
 * A read-only view of one component with just the methods through which `graphology-communities-louvain` reads a graph.
 *
 * A graphology `Graph` of 1.0 M nodes and 4.0 M edges took 46 s and 2.3 GB to build; the library reads it only once, in order, to fill
 * typed arrays of its own. This view hands it the columns that came from DuckDB. Nodes are named by their place in
 * `component.accounts`, as the library keys its result by name; edges come in the order of the list.
 */
export class LouvainView {
  readonly type = "undirected";
  readonly multi = false;
  readonly selfLoopCount = 0;
  readonly order: number;
  readonly size: number;
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly weight: Float64Array;
  private readonly degrees: Int32Array;

  constructor(component: Component) {
    const { accounts, edges } = component;
    this.order = accounts.length;
    this.size = edges.a.length;
    this.weight = edges.weight;
    const place = new Map<number, number>();
    for (let i = 0; i < accounts.length; i++) place.set(accounts[i], i);
    this.from = edges.a.map((account) => place.get(account)!);
    this.to = edges.b.map((account) => place.get(account)!);
    this.degrees = new Int32Array(this.order);
    for (let i = 0; i < this.size; i++) {
      this.degrees[this.from[i]]++;
      this.degrees[this.to[i]]++;
    }
  }

  forEachNode(visit: (node: string, attributes: object) => void): void {
    for (let i = 0; i < this.order; i++) visit(String(i), {});
  }

  undirectedDegreeWithoutSelfLoops(node: string): number {
    return this.degrees[Number(node)];
  }

  forEachEdge(visit: (edge: string, attributes: { weight: number }, source: string, target: string, sourceAttributes: object, targetAttributes: object, undirected: boolean) => void): void {
    for (let i = 0; i < this.size; i++) {
      visit(String(i), { weight: this.weight[i] }, String(this.from[i]), String(this.to[i]), {}, {}, true);
    }
  }

  /** The library asks whether a graph has these two before it takes it for one; a view changes nothing. */
  addUndirectedEdgeWithKey(): never {
    throw new Error("LouvainView is read-only.");
  }
  dropNode(): never {
    throw new Error("LouvainView is read-only.");
  }

  /** The view under the type that the library's declaration asks for. */
  asGraph(): AbstractGraph {
    return this as unknown as AbstractGraph;
  }
}

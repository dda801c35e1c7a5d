import { UndirectedGraph } from "graphology";
import louvainModule from "graphology-communities-louvain";
import type { Component } from "../../src/graph/find-components.js";
import { seededRandom } from "../../src/graph/random.js";

const louvain = louvainModule as unknown as typeof louvainModule.default;

export interface PlainOptions {
  seed: number;
  /** The library's default is true: nodes are visited in a random order. */
  randomWalk?: boolean;
}

/** The library on a real graphology Graph: the label of each account, by place. */
export function onGraph(component: Component, { seed, randomWalk = false }: PlainOptions): Int32Array {
  const graph = new UndirectedGraph();
  component.accounts.forEach((_, i) => graph.addNode(String(i)));
  const place = new Map(Array.from(component.accounts, (account, i) => [account, i]));
  for (let i = 0; i < component.edges.a.length; i++) {
    graph.addEdge(String(place.get(component.edges.a[i])), String(place.get(component.edges.b[i])), { weight: component.edges.weight[i] });
  }
  // The declarations of the two packages disagree on the class; the object is the same.
  const found = louvain(graph as never, { getEdgeWeight: "weight", randomWalk, rng: seededRandom(seed) });
  return Int32Array.from(component.accounts, (_, i) => found[String(i)]);
}

const choose2 = (n: number): number => (n * (n - 1)) / 2;

interface Table {
  cells: Map<string, number>;
  rows: Map<number, number>;
  columns: Map<number, number>;
}

function contingency(one: ArrayLike<number>, other: ArrayLike<number>): Table {
  const table: Table = { cells: new Map(), rows: new Map(), columns: new Map() };
  for (let i = 0; i < one.length; i++) {
    const cell = `${one[i]}/${other[i]}`;
    table.cells.set(cell, (table.cells.get(cell) ?? 0) + 1);
    table.rows.set(one[i], (table.rows.get(one[i]) ?? 0) + 1);
    table.columns.set(other[i], (table.columns.get(other[i]) ?? 0) + 1);
  }
  return table;
}

/** Adjusted Rand index of two labellings (Hubert and Arabie 1985): 1 the same partition, 0 as chance would. */
export function adjustedRand(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const { cells, rows, columns } = contingency(one, other);
  const sum = (counts: Iterable<number>): number => [...counts].reduce((total, n) => total + choose2(n), 0);
  const expected = (sum(rows.values()) * sum(columns.values())) / choose2(one.length);
  return (sum(cells.values()) - expected) / ((sum(rows.values()) + sum(columns.values())) / 2 - expected);
}

/** Normalised mutual information, by the arithmetic mean of the entropies (Danon et al. 2005): 1 the same partition, 0 independent. */
export function normalisedMutualInformation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const { cells, rows, columns } = contingency(one, other);
  const entropy = (counts: Iterable<number>): number => [...counts].reduce((total, n) => total - (n / one.length) * Math.log(n / one.length), 0);
  const [a, b, both] = [entropy(rows.values()), entropy(columns.values()), entropy(cells.values())];
  return a + b === 0 ? 1 : (2 * (a + b - both)) / (a + b);
}

/** Newman's modularity by communities: Σ (inside / m − (degree / 2m)²). */
export function sparseModularity(component: Component, labels: Int32Array): number {
  const place = new Map(Array.from(component.accounts, (account, i) => [account, i]));
  const inside = new Map<number, number>();
  const degree = new Map<number, number>();
  const { a, b, weight } = component.edges;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    const one = labels[place.get(a[i])!];
    const other = labels[place.get(b[i])!];
    total += weight[i];
    if (one === other) inside.set(one, (inside.get(one) ?? 0) + weight[i]);
    for (const label of [one, other]) degree.set(label, (degree.get(label) ?? 0) + weight[i]);
  }
  let sum = 0;
  for (const [label, strength] of degree) sum += (inside.get(label) ?? 0) / total - (strength / (2 * total)) ** 2;
  return sum;
}

import { DisjointSets } from "./disjoint-sets.js";
import type { Component } from "./find-components.js";

/**
 * Splits each community into its connected pieces: Louvain leaves up to 16 % of communities internally disconnected (Traag, Waltman
 * and van Eck 2019). Labels come out renumbered 0 … count-1 in the order of first appearance.
 */
export function splitCommunities(component: Component, labels: Int32Array): { labels: Int32Array; count: number } {
  const { accounts, edges } = component;
  const place = new Map<number, number>();
  for (let i = 0; i < accounts.length; i++) place.set(accounts[i], i);
  const sets = new DisjointSets(accounts.length);
  for (let i = 0; i < edges.a.length; i++) {
    const from = place.get(edges.a[i])!;
    const to = place.get(edges.b[i])!;
    if (labels[from] === labels[to]) sets.join(from, to);
  }
  const renumbered = new Map<number, number>();
  const split = new Int32Array(accounts.length);
  for (let i = 0; i < accounts.length; i++) {
    const root = sets.root(i);
    let label = renumbered.get(root);
    if (label === undefined) renumbered.set(root, (label = renumbered.size));
    split[i] = label;
  }
  return { labels: split, count: renumbered.size };
}

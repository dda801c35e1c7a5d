import type { Component } from "./find-components.js";

/**
 * Splits each community into its connected pieces: Louvain leaves up to 16 % of communities internally disconnected (Traag, Waltman
 * and van Eck 2019). Labels come out renumbered 0 … count-1 in the order of first appearance.
 */
export function splitCommunities(component: Component, labels: Int32Array): { labels: Int32Array; count: number } {
  const { accounts, edges } = component;
  const place = new Map<number, number>();
  for (let i = 0; i < accounts.length; i++) place.set(accounts[i], i);
  const parent = Int32Array.from({ length: accounts.length }, (_, i) => i);
  const find = (start: number): number => {
    let at = start;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  };
  for (let i = 0; i < edges.a.length; i++) {
    const from = place.get(edges.a[i])!;
    const to = place.get(edges.b[i])!;
    if (labels[from] !== labels[to]) continue;
    const one = find(from);
    const other = find(to);
    if (one < other) parent[other] = one;
    else parent[one] = other;
  }
  const renumbered = new Map<number, number>();
  const split = new Int32Array(accounts.length);
  for (let i = 0; i < accounts.length; i++) {
    const root = find(i);
    let label = renumbered.get(root);
    if (label === undefined) renumbered.set(root, (label = renumbered.size));
    split[i] = label;
  }
  return { labels: split, count: renumbered.size };
}

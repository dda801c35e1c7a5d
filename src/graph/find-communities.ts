import louvainModule from "graphology-communities-louvain";
import type { Component } from "./find-components.js";
import { LouvainView } from "./louvain-view.js";
import { seededRandom } from "./random.js";
import { splitCommunities } from "./split-communities.js";

// The package is CommonJS: its function is the module itself at run time, its declaration calls that "default".
const louvain = louvainModule as unknown as typeof louvainModule.default;

export interface CommunityOptions {
  /** Seed of Louvain's generator. */
  seed: number;
  /** Resolution of modularity, above 0; 1 is Newman's. */
  resolution?: number;
}

/** The community of each account of a component: `labels[i]` belongs to `accounts[i]`, 0 … count-1 in the order of first appearance. */
export interface Partition {
  labels: Int32Array;
  count: number;
  modularity: number;
}

/**
 * Louvain (Blondel et al. 2008) on one connected component with its own total weight, in a fixed order, then every community that it left
 * in several pieces is split (Traag et al. 2019). Working by component keeps the resolution limit (Fortunato and Barthélemy
 * 2007) small and lets the answer be computed on any number of machines.
 */
export function findCommunities(component: Component, options: CommunityOptions): Partition {
  const view = new LouvainView(component);
  const found = louvain.detailed(view.asGraph(), {
    getEdgeWeight: "weight",
    randomWalk: false,
    resolution: options.resolution ?? 1,
    rng: seededRandom(options.seed),
  });
  const labels = new Int32Array(component.accounts.length);
  for (let i = 0; i < labels.length; i++) labels[i] = found.communities[String(i)];
  return { ...splitCommunities(component, labels), modularity: found.modularity };
}

/** The accounts of each community, ascending; communities in the order of their label. */
export function communityAccounts(component: Component, partition: Partition): Int32Array[] {
  const sizes = new Int32Array(partition.count);
  for (const label of partition.labels) sizes[label]++;
  const groups = Array.from(sizes, (size) => new Int32Array(size));
  const next = new Int32Array(partition.count);
  for (let i = 0; i < partition.labels.length; i++) groups[partition.labels[i]][next[partition.labels[i]]++] = component.accounts[i];
  return groups;
}

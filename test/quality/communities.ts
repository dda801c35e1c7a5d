import { findCommunities } from "../../src/graph/find-communities.js";
import type { Component } from "../../src/graph/find-components.js";
import { gmlComponent, gmlTruth, haveBenchmarks, lfr } from "../graph/data.js";
import { adjustedRand, normalisedMutualInformation, onGraph, sparseModularity } from "../graph/partition.js";

/** How well planted communities of a public graph are found. */
export interface CommunityRow {
  graph: string;
  method: string;
  communities: number;
  true_communities: number;
  modularity: number;
  normalised_mutual_information: number;
  adjusted_rand_index: number;
}

/** Public graphs with known groups: ours (Louvain by component, fixed order, pieces split) beside the library as it comes. */
export function measureCommunities(): CommunityRow[] {
  if (!haveBenchmarks) return [];
  const graphs: [string, Component, (account: number) => string | number][] = [];
  for (const mixing of ["0.1", "0.3", "0.5"]) {
    const { component, truth } = lfr(mixing);
    graphs.push([`LFR, 10,000 nodes, mixing ${mixing}`, component, (account) => truth.get(account)!]);
  }
  const departments = gmlTruth("eu-core");
  graphs.push(["eu-core, departments", gmlComponent("eu-core"), (account) => departments.get(account)!]);
  return graphs.flatMap(([graph, component, truthOf]) => {
    const names = new Map<string | number, number>();
    const truth = Int32Array.from(component.accounts, (account) => {
      const name = truthOf(account);
      return names.get(name) ?? (names.set(name, names.size), names.size - 1);
    });
    const row = (method: string, labels: Int32Array): CommunityRow => ({
      graph, method, communities: new Set(labels).size, true_communities: names.size, modularity: sparseModularity(component, labels),
      normalised_mutual_information: normalisedMutualInformation(labels, truth), adjusted_rand_index: adjustedRand(labels, truth),
    });
    return [row("ringfence", findCommunities(component, { seed: 1 }).labels), row("graphology Louvain", onGraph(component, { seed: 1, randomWalk: true }))];
  });
}

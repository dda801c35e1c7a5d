import { communityAccounts, findCommunities } from "./find-communities.js";
import { findComponents, type Component } from "./find-components.js";
import { raiseFloor, type EdgeList } from "./edge-list.js";

export interface ProposeOptions {
  /** Smaller groups are no proposal. */
  minSize: number;
  /** Components above this many accounts are also cut at higher floors. */
  componentLimit: number;
  /** Larger groups are no proposal. */
  groupLimit: number;
  /** Bits added to the floor of edges per cut. */
  floorStepBits: number;
  /** Seed of Louvain's generator. */
  seed: number;
}

/** Groups to look at together, ascending accounts each; a group may come more than once and groups overlap. */
export interface Proposals {
  groups: Int32Array[];
  componentCount: number;
  largestComponent: number;
  communityCount: number;
}

/**
 * Components → Louvain inside each. Components over the limit are cut again at higher floors, and every cut proposes its communities: so no floor has to be
 * right, and one stray edge into a giant component takes no proposal away.
 */
export function proposeCommunities(edges: EdgeList, options: ProposeOptions): Proposals {
  const components = findComponents(edges);
  const proposals: Proposals = { groups: [], componentCount: components.length, largestComponent: components[0]?.accounts.length ?? 0, communityCount: 0 };
  const proposeFrom = (component: Component): void => {
    if (component.accounts.length < options.minSize) return;
    const groups = communityAccounts(component, findCommunities(component, { seed: options.seed }));
    proposals.communityCount += groups.length;
    for (const group of groups) if (group.length >= options.minSize && group.length <= options.groupLimit) proposals.groups.push(group);
    if (groups.length > 1 && component.accounts.length <= Math.min(options.componentLimit, options.groupLimit)) proposals.groups.push(component.accounts);
    if (component.accounts.length <= options.componentLimit) return;
    let floor = Number.POSITIVE_INFINITY;
    for (const weight of component.edges.weight) floor = Math.min(floor, weight);
    const higher = raiseFloor(component.edges, floor + options.floorStepBits);
    if (higher.a.length > 0 && higher.a.length < component.edges.a.length) for (const piece of findComponents(higher)) proposeFrom(piece);
  };
  for (const component of components) proposeFrom(component);
  return proposals;
}

import { UndirectedGraph } from "graphology";
import louvain from "graphology-communities-louvain";
import { Random } from "../../src/world/random.js";
import { judgeGroups, readWorld, type BaselineResult } from "./read-world.js";

/** Keys with more holders are linked in a chain, so that a carrier's address does not make 10^8 pairs. */
const allPairsCap = 60;

export interface LouvainOptions {
  /** What to do with keys above the cap: link their holders in a chain (default), or leave the key out as a hub. */
  hubs?: "chain" | "drop";
  /** Edges below this count are left out; default 1. */
  least?: number;
}

/** The second simple detector: Louvain over the number of devices and addresses that two accounts share; communities of six and more are flagged. */
export async function baselineLouvain(worldFolder: string, options: LouvainOptions = {}): Promise<BaselineResult & { communityCount: number }> {
  const world = await readWorld(worldFolder);
  const total = world.accountIds.length;
  const weight = new Map<number, number>();
  const link = (a: number, b: number): void => {
    const pair = a * total + b;
    weight.set(pair, (weight.get(pair) ?? 0) + 1);
  };
  for (const holders of world.holders) {
    if (holders.length <= allPairsCap) for (let i = 0; i < holders.length; i++) for (let j = i + 1; j < holders.length; j++) link(holders[i], holders[j]);
    else if (options.hubs !== "drop") for (let i = 1; i < holders.length; i++) link(holders[i - 1], holders[i]);
  }
  const graph = new UndirectedGraph();
  const node = (account: number): string => {
    const key = String(account);
    graph.mergeNode(key);
    return key;
  };
  for (const [pair, count] of weight) if (count >= (options.least ?? 1)) graph.addEdge(node(Math.floor(pair / total)), node(pair % total), { weight: count });
  const random = new Random(1, "louvain");
  // The library's types want a Graph class whose declaration differs between module systems; the object is the same.
  const find = louvain as unknown as (graph: UndirectedGraph, options: { getEdgeWeight: string; rng: () => number }) => Record<string, number>;
  const community = find(graph, { getEdgeWeight: "weight", rng: () => random.next() });
  // Accounts that share nothing are alone.
  const group = Int32Array.from({ length: total }, (_, account) => community[String(account)] ?? -1 - account);
  return { ...judgeGroups(world, group), communityCount: new Set(Object.values(community)).size };
}

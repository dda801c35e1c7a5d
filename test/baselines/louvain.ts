import louvainModule from "graphology-communities-louvain";
import type { EdgeList } from "../../src/graph/edge-list.js";
import { LouvainView } from "../../src/graph/louvain-view.js";
import { seededRandom } from "../../src/graph/random.js";
import { World, type Baseline } from "./baseline.js";

const louvain = louvainModule as unknown as typeof louvainModule.default;

export interface LouvainOptions {
  /** What to do with keys of more than 60 holders: link them in a chain (default), or leave the key out as a hub. */
  hubs?: "chain" | "drop";
  /** Edges below this count are left out; default 1. */
  least?: number;
}

/** Louvain, the library as it comes, over the number of devices and addresses that two accounts share. */
export const louvainOverCounts =
  (options: LouvainOptions = {}): Baseline =>
  (folder, asOfMs) =>
    World.with(folder, asOfMs, async (world) => {
      await world.run("key_holder.sql");
      const { a, b, weight } = await world.columns("key_pair.sql", { pair_cap: 60, chain_hubs: options.hubs !== "drop", least_weight: options.least ?? 1 });
      const labels = new Int32Array(world.accountIds.length).fill(-1);
      if (a.length === 0) return world.groups(labels);
      const edges = { a, b, weight } as EdgeList;
      const linked = new Uint8Array(world.accountIds.length);
      for (let i = 0; i < a.length; i++) linked[a[i]] = linked[b[i]] = 1;
      const accounts = Int32Array.from(linked.keys()).filter((account) => linked[account] === 1);
      // The view only saves the time of building a graph; test/graph shows that the partition is the library's own.
      const found = louvain(new LouvainView({ accounts, edges }).asGraph(), { getEdgeWeight: "weight", rng: seededRandom(1) });
      accounts.forEach((account, at) => (labels[account] = found[String(at)]));
      return world.groups(labels);
    });

import type { Baseline } from "./baseline.js";
import { coAction } from "./co-action.js";
import { components } from "./components.js";
import { fraudar } from "./fraudar.js";
import { louvainOverCounts } from "./louvain.js";
import { oneLine } from "./one-line.js";
import { synchroTrap } from "./synchro-trap.js";

/** The baseline that an attack is compared with; see `one_line.sql`. */
export const oneLineName = "one line of SQL: live around 22:00, at most one act in the week before";

/** Every baseline, by the name that tables show. */
export const baselines: Readonly<Record<string, Baseline>> = {
  "connected components over devices and addresses": components,
  "Louvain over counts of shared devices and addresses": louvainOverCounts(),
  "the same without hubs, at least two shared": louvainOverCounts({ hubs: "drop", least: 2 }),
  "60 s co-action network, top 5 % of edges": coAction({ percentile: 0.95 }),
  "60 s co-action network, top 1 % of edges": coAction({ percentile: 0.99 }),
  "SynchroTrap: Jaccard, single linkage": synchroTrap,
  "FRAUDAR: dense blocks": fraudar,
  [oneLineName]: oneLine,
};

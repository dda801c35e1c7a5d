import { World, type Baseline } from "./baseline.js";

/** SynchroTrap (Cao et al. 2014): accounts whose actions coincide, by Jaccard index and single linkage. */
export const synchroTrap: Baseline = (folder, asOfMs) =>
  World.with(folder, asOfMs, async (world) => {
    // Four occasions at least and a third in common: with less, two visits to one show make a pair.
    const { a, b } = await world.columns("synchro_trap.sql", { slot_ms: 180_000, slot_cap: 100, least_slots: 4, least_similarity: 1 / 3 });
    return world.components(a, b);
  });

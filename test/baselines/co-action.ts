import { World, baselineSql, type Baseline } from "./baseline.js";

export interface CoActionOptions {
  /** Two actions on one target at most this far apart are one co-action, ms. Default 60,000. */
  windowMs?: number;
  /** Edges whose weight is at or above this percentile of all weights stay, 0 to 1. */
  percentile: number;
}

/** Slots of a target with more actions than this in a window make no pairs: a full room would make millions a minute. */
const slotCap = 200;

/** The co-action network with a percentile cut, as CooRTweet (Righetti and Balluff 2023) and QUT's toolkit (Graham et al. 2020) do; its components. */
export const coAction =
  ({ windowMs = 60_000, percentile }: CoActionOptions): Baseline =>
  (folder, asOfMs) =>
    World.with(folder, asOfMs, async (world) => {
      await world.run("co_action/world_share.sql");
      await world.run("co_action/kept.sql", { least_rows: 2 });
      await world.run("co_action/pair.sql", { window_ms: windowMs, slot_cap: slotCap });
      await world.engine.run(`create table edge as ${baselineSql("co_action/edge.sql")}`, { least_participation: 2 });
      const { a, b } = await world.columns("co_action/cut.sql", { percentile });
      return world.components(a, b);
    });

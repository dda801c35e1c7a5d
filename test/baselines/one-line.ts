import { World, baselineSql, type Baseline } from "./baseline.js";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One line of SQL for one night: all who match are one group. The evening is the last one before the world's end. */
export const oneLine: Baseline = (folder, asOfMs) =>
  World.with(folder, asOfMs, async (world) => {
    const midnightMs = world.asOfMs - 1 - ((world.asOfMs - 1) % dayMs);
    const found = await world.engine.columns(baselineSql("one_line.sql"), { evening_ms: midnightMs + (21 * 60 + 58) * minuteMs, evening_end_ms: midnightMs + (22 * 60 + 15) * minuteMs });
    const labels = new Int32Array(world.accountIds.length).fill(-1);
    for (const account of found.account_no) labels[account] = 0;
    return world.groups(labels);
  });

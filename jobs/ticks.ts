import { createTask } from "node-cron";

/** What wakes the schedule. */
export interface Ticks {
  /** Resolves at the next tick, at once where one came since the last call. `withinMs`: in how long something is due, for a clock that is not the machine's. */
  next(withinMs: number): Promise<void>;
  /** No more ticks; whoever waits is woken. */
  stop: () => void;
}

/** A pattern's own time may fall into a pause of the machine or a change of clocks, and a clock may be set: it is looked this often. */
const everyTwentySeconds = "*/20 * * * * *";

/** The ticks of node-cron: one at every time of the patterns in a zone, and one every 20 seconds. Patterns and zone have been checked. */
export function cronTicks(patterns: readonly string[], timeZone: string): Ticks {
  let ticked = false;
  let wake = (): void => {};
  const tick = (): void => {
    ticked = true;
    wake();
  };
  const tasks = [...patterns, everyTwentySeconds].map((pattern) => createTask(pattern, tick, { timezone: timeZone, suppressMissedWarning: true }));
  for (const task of tasks) void task.start();
  return {
    async next() {
      if (!ticked) await new Promise<void>((resolve) => (wake = resolve));
      ticked = false;
    },
    stop() {
      for (const task of tasks) void task.destroy();
      tick();
    },
  };
}

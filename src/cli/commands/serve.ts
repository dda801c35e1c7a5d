import type { Command } from "commander";
import { example, type Tools } from "../tools.js";

/** `ringfence serve`: the schedule. */
export function addServe(program: Command, tools: Tools): void {
  program
    .command("serve")
    .description("run the nightly job on its schedule (settings: schedule.nightly, schedule.time_zone) until stopped")
    .option("--now", "also run once at the start")
    .addHelpText("after", `\nLogs are JSON lines on standard output, readable ones on a terminal. A failed run does not end it; SIGTERM stops it gracefully.\n${example("ringfence serve", "RINGFENCE_CONFIG=ringfence.json ringfence serve --now")}`)
    .action(async (options: { now?: boolean }) => {
      const { serve } = await import("../../../jobs/schedule.js");
      await serve({ place: tools.place, settings: tools.settings(), runNow: options.now === true, nowMs: tools.nowMs, signal: tools.signal, out: tools.terminal.out, pretty: tools.terminal.colours });
    });
}

import type { Command } from "commander";
import { formatCount } from "../../console/format-value.js";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence retention`: deletes what is past its time. */
export function addRetention(program: Command, tools: Tools): void {
  program
    .command("retention")
    .description("delete evidence, the investigators' file and work files that are past their time (settings: retention.*)")
    .option("--dry-run", "count only, delete nothing")
    .option("--json", "print {dry_run, rows, files}, the counts")
    .addHelpText("after", `\nNever deleted: open candidates, what people decided, rings and their events, runs. "ringfence serve" runs it on schedule.retention.\n${example("ringfence retention --dry-run", "ringfence retention --json")}`)
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      const { retention } = await import("../../../jobs/retention.js");
      const { dryRun, rows, files } = await retention({ place: tools.place, settings: tools.settings(), dryRun: options.dryRun === true, nowMs: tools.nowMs(), note: tools.note });
      if (options.json === true) return printJson(tools, { dry_run: dryRun, rows, files });
      const counts = [...Object.entries(rows).map(([table, count]) => `${formatCount(count)} of ${table}`), ...Object.entries(files).map(([kind, count]) => `${formatCount(count)} ${kind} files`)];
      tools.terminal.out(`${dryRun ? "Past their time, not deleted (--dry-run)" : "Deleted"}: ${counts.join(", ")}.\n`);
    });
}

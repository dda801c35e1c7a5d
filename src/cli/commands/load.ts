import { resolve } from "node:path";
import type { Command } from "commander";
import { formatCount, formatDuration } from "../../console/format-value.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence load DIR`: files into the source tables. */
export function addLoad(program: Command, tools: Tools): void {
  program
    .command("load")
    .argument("<dir>", "a folder with accounts, logins and actions, each as .csv or .parquet")
    .description("load accounts, logins and actions from files into the source tables (all or nothing)")
    .option("--append", "add to tables that hold rows")
    .option("--replace", "empty the tables first")
    .option("--json", "print {accounts, logins, actions}, the rows loaded")
    .addHelpText("after", `\nTimes are ISO 8601 with an offset (without one: source.time_zone), or epoch ms. Tables that are missing are made; tables that hold rows are refused unless told otherwise.\n${example("ringfence load data-samples")}`)
    .action(async (folder: string, options: { append?: boolean; replace?: boolean; json?: boolean }) => {
      if (options.append === true && options.replace === true) throw new RingfenceError("USAGE", "--append and --replace exclude each other. Give one of them.");
      const { openDatabase } = await import("../../postgres/connect.js");
      const { load } = await import("../../postgres/load.js");
      const { source } = tools.settings();
      const startMs = tools.nowMs();
      const line = tools.progress(options);
      const database = await openDatabase(tools.place, tools.note);
      try {
        const rows = await load({
          url: database.sourceUrl, schema: source.schema, folder: resolve(tools.cwd, folder), timeZone: source.time_zone,
          mode: options.append === true ? "append" : options.replace === true ? "replace" : "empty",
          workFolder: tools.place.home, limits: source, nowMs: tools.nowMs(), note: tools.note,
          onProgress: ({ table, phase, bytes }) => line.stage({ stage: "load", message: `${table}: ${phase}${bytes > 0 ? ` ${Math.round(bytes / 1e6)} MB` : ""}` }),
          signal: tools.signal,
        });
        line.clear();
        if (options.json === true) printJson(tools, rows);
        else tools.terminal.out(`Loaded ${formatCount(rows.accounts)} accounts, ${formatCount(rows.logins)} logins and ${formatCount(rows.actions)} actions in ${formatDuration((tools.nowMs() - startMs) / 1000)}.\n`);
      } finally {
        await database.stop();
      }
    });
}

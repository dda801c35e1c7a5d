import type { Command } from "commander";
import { lakeOf } from "../../config/place.js";
import { formatTable } from "../../console/table.js";
import { printable } from "../../console/printable.js";
import { bold, green, red, yellow } from "../../console/terminal.js";
import { exitCodes } from "../../errors/ringfence-error.js";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence check`: the fitness of a source, before the first run. Exit 3 when a run would stop or see nothing. */
export function addCheck(program: Command, tools: Tools): void {
  program
    .command("check")
    .description("look at the source before the first run: what would spoil it (exit 3: a run would fail or see nothing)")
    .option("--json", "print a list of {severity, what, value, advice}")
    .addHelpText("after", example("RINGFENCE_SOURCE_URL=postgres://reader@replica/app ringfence check"))
    .action(async (options: { json?: boolean }) => {
      const { connect, describeUrl, openDatabase } = await import("../../postgres/connect.js");
      const { check } = await import("../../postgres/check.js");
      const { feedFromMs } = await import("../../pipeline/detect.js");
      const { source } = tools.settings();
      const from = feedFromMs(tools.nowMs());
      const own = source.extract === undefined ? undefined : { folder: source.extract, loginFromMs: from.login, actionFromMs: from.action };
      const database = await openDatabase(tools.place, tools.note);
      try {
        const client = await connect(database.sourceUrl, "ringfence check");
        try {
          const findings = await check(client, { schema: source.schema, timeZone: source.time_zone, limits: source, now: tools.nowMs(), own });
          const failing = findings.filter((finding) => finding.severity === "fail");
          if (failing.length > 0) tools.exitWith(exitCodes.INPUT);
          if (tools.place.sparkUrl !== undefined) {
            const { checkSpark } = await import("../../engine/spark/check-spark.js");
            const spark = await checkSpark({ url: tools.place.sparkUrl, lake: lakeOf(tools.place) });
            findings.push(...spark.findings);
            if (spark.error !== undefined && failing.length === 0) tools.exitWith(spark.error.exitCode);
          }
          if (failing.length > 0) tools.note(`The source would fail a run: ${failing.map((finding) => printable(finding.what, 80)).join(", ")}.`);
          if (options.json === true) return printJson(tools, findings);
          const colour = { ok: green(tools.terminal), warn: yellow(tools.terminal), fail: red(tools.terminal) };
          const table = formatTable(
            [
              { head: "", cell: (finding) => colour[finding.severity](finding.severity) },
              { head: "what", cell: (finding) => printable(finding.what, 80) },
              { head: "value", cell: (finding) => printable(finding.value, 60) },
            ],
            findings,
            bold(tools.terminal),
          );
          const advice = findings.filter((finding) => finding.severity !== "ok").map((finding) => `${colour[finding.severity](finding.severity)} ${printable(finding.what, 80)}: ${printable(finding.advice, 600)}`);
          tools.terminal.out(`The source at ${describeUrl(database.sourceUrl)}, schema ${source.schema}${source.extract === undefined ? "" : `, through ${source.extract}`}:\n\n${table}\n\n${advice.length === 0 ? "Nothing to worry about." : advice.join("\n")}\n`);
        } finally {
          await client.end().catch(() => {});
        }
      } finally {
        await database.stop();
      }
    });
}

import { resolve } from "node:path";
import type { Command } from "commander";
import { snapshotFile } from "../../config/place.js";
import { bold } from "../../console/terminal.js";
import { example, printJson, type Tools } from "../tools.js";

/** `ringfence evaluate`: a run against the truth. */
export function addEvaluate(program: Command, tools: Tools): void {
  program
    .command("evaluate")
    .description("compare what a run proposes with the truth: accounts, rings by habit, innocents by kind, framed victims, probabilities")
    .requiredOption("--truth <file>", "csv or parquet: account_id, ring, optional kind (habit); members only, everybody else is innocent")
    .option("--innocents <file>", "csv or parquet: account_id, kind; what innocents are notable for (framed_…: somebody tried to frame them)")
    .option("--run <id>", "the run (default: the latest)")
    .option("--out <folder>", "also write evaluation.md and evaluation.json there")
    .option("--json", "print the numbers")
    .addHelpText("after", example("ringfence evaluate --truth data-samples/truth.parquet --innocents data-samples/innocents.parquet", "ringfence evaluate --truth confirmed.csv --out evaluation"))
    .action(async (options: { truth: string; innocents?: string; run?: string; out?: string; json?: boolean }) => {
      const { evaluate } = await import("../../evaluate/evaluate.js");
      const { formatEvaluation } = await import("../../evaluate/format-evaluation.js");
      const evaluation = await evaluate({
        snapshot: snapshotFile(tools.place.home), truth: resolve(tools.cwd, options.truth),
        ...(options.innocents === undefined ? {} : { innocents: resolve(tools.cwd, options.innocents) }),
        ...(options.run === undefined ? {} : { run: options.run }),
      });
      if (options.out !== undefined) {
        const { writeEvaluation } = await import("../../evaluate/write-evaluation.js");
        const files = writeEvaluation(evaluation, resolve(tools.cwd, options.out));
        tools.note(`Wrote ${files.join(" and ")}.`);
      }
      if (options.json === true) return printJson(tools, evaluation);
      tools.terminal.out(`${formatEvaluation(evaluation, bold(tools.terminal))}\n`);
    });
}

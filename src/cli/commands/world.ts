import { resolve } from "node:path";
import type { Command } from "commander";
import { formatCount } from "../../console/format-value.js";
import { example, moment, printJson, wholeNumber, type Tools } from "../tools.js";

/** `ringfence world`: a made-up platform with known rings, to try and to measure with. */
export function addWorld(program: Command, tools: Tools): void {
  program
    .command("world")
    .description("make a test world: accounts, logins, actions and the truth, as Parquet")
    .requiredOption("--accounts <n>", "accounts in all", wholeNumber(1))
    .requiredOption("--seed <n>", "the same seed gives the same rows", wholeNumber(0))
    .requiredOption("--out <dir>", "the folder to write into")
    .option("--as-of <time>", "the end of the world's time (default 2025-12-22T00:00:00Z)", moment)
    .option("--no-rings", "the quiet world: the same innocents, nothing planted")
    .option("--json", "print what was made")
    .addHelpText("after", example("ringfence world --accounts 20000 --seed 1 --out /tmp/world"))
    .action(async (options: { accounts: number; seed: number; out: string; asOf?: number; rings: boolean; json?: boolean }) => {
      const { makeWorld } = await import("../../world/make-world.js");
      const line = tools.progress(options);
      const summary = await makeWorld({
        accounts: options.accounts, seed: options.seed, out: resolve(tools.cwd, options.out), rings: options.rings, signal: tools.signal,
        onProgress: (step, doneShare) => line.stage({ stage: "world", message: step, done: Math.round(100 * doneShare), total: 100 }),
        ...(options.asOf === undefined ? {} : { asOf: new Date(options.asOf) }),
      });
      line.clear();
      if (options.json === true) return printJson(tools, summary);
      tools.terminal.out(
        `Made ${formatCount(summary.accounts)} accounts, ${formatCount(summary.logins)} logins and ${formatCount(summary.actions)} actions in ${summary.out}; ` +
          `${formatCount(summary.rings.length)} rings with ${formatCount(summary.ring_accounts)} accounts are planted. Time ends at ${summary.as_of}.\n` +
          `Next: ringfence load ${options.out} && ringfence run nightly --as-of ${summary.as_of} && ringfence evaluate --truth ${options.out}/truth.parquet --innocents ${options.out}/innocents.parquet\n`,
      );
    });
}

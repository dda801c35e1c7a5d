import { resolve } from "node:path";
import type { Command } from "commander";
import { formatCount } from "../../console/format-value.js";
import type { Habit } from "../../world/scenarios.js";
import { amount, example, moment, printJson, wholeNumber, type Tools } from "../tools.js";

interface WorldFlags {
  accounts: number;
  seed: number;
  out: string;
  asOf?: number;
  rings: boolean;
  ringShare?: number;
  sleepingShare?: number;
  attackNight?: boolean;
  attackShare?: number;
  largeShare?: number;
  organised?: boolean;
  habits?: string[];
  camouflage?: number;
  jitterMinutes?: number;
  accountsPerDevice?: number;
  accountsPerAddress?: number;
  pushShare?: number;
  json?: boolean;
}

/** `ringfence world`: a made-up platform with known rings, to try and to measure with. */
export function addWorld(program: Command, tools: Tools): void {
  program
    .command("world")
    .description("make a test world: accounts, logins, actions and the truth, as Parquet")
    .requiredOption("--accounts <n>", "accounts in all", wholeNumber(1))
    .requiredOption("--seed <n>", "the same seed gives the same rows", wholeNumber(0))
    .requiredOption("--out <dir>", "the folder to write into")
    .option("--as-of <time>", "the end of the world's time (default 2025-12-22T00:00:00Z, with an attack 2025-12-23T00:00:00Z)", moment)
    .option("--no-rings", "the quiet world: the same innocents, nothing planted")
    .option("--ring-share <share>", "of all accounts, the share in rings, the sleeping one apart (default 0.0025)", amount)
    .option("--sleeping-share <share>", "of all accounts, the share in the one sleeping ring (default 0.017, with --attack-night 0)", amount)
    .option("--attack-night", "the night of an attack: thousands go live at 22:00 of the last evening; rings of hundreds and thousands that act, organised people. Time ends a day later (2025-12-23)")
    .option("--attack-share <share>", "of all accounts, the share in the attack (default 0.017 with --attack-night, else 0)", amount)
    .option("--large-share <share>", "of all accounts, the share in rings of 500 to 5,000 that act (default 0.012 with --attack-night, else 0)", amount)
    .option("--organised", "people organised by a place, a timetable or a message: classes, offices, guilds, apps (default with --attack-night)")
    .option("--habits <names>", "the habits that share the ring share, separated by commas (default all)", (text: string) => text.split(","))
    .option("--camouflage <factor>", "tactic: every ring camouflages so many times as much", amount)
    .option("--jitter-minutes <n>", "tactic: every deed of a ring comes up to so much later", amount)
    .option("--accounts-per-device <n>", "tactic: bots on one device, instead of the habit's", wholeNumber(1))
    .option("--accounts-per-address <n>", "tactic: bots at one address, instead of the habit's", wholeNumber(1))
    .option("--push-share <share>", "tactic: of the attack's accounts the share that fills its rooms, 0 to 1, instead of the habit's", amount)
    .option("--json", "print what was made")
    .addHelpText("after", example("ringfence world --accounts 20000 --seed 1 --out world", "ringfence world --accounts 200000 --seed 1 --attack-night --out attack", "ringfence world --accounts 20000 --seed 1 --out hidden --ring-share 0.018 --sleeping-share 0 --jitter-minutes 20"))
    .action(async (options: WorldFlags) => {
      const { makeWorld } = await import("../../world/make-world.js");
      const line = tools.progress(options);
      const summary = await makeWorld({
        accounts: options.accounts, seed: options.seed, out: resolve(tools.cwd, options.out), rings: options.rings, signal: tools.signal,
        onProgress: (step, doneShare) => line.stage({ stage: "world", message: step, done: Math.round(100 * doneShare), total: 100 }),
        ...(options.asOf === undefined ? {} : { asOf: new Date(options.asOf) }),
        ...(options.ringShare === undefined ? {} : { ringShare: options.ringShare }),
        ...(options.sleepingShare === undefined ? {} : { sleepingShare: options.sleepingShare }),
        ...(options.attackNight === undefined ? {} : { attackNight: options.attackNight }),
        ...(options.attackShare === undefined ? {} : { attackShare: options.attackShare }),
        ...(options.largeShare === undefined ? {} : { largeShare: options.largeShare }),
        ...(options.organised === undefined ? {} : { organised: options.organised }),
        // Unknown names are refused there, with the list.
        ...(options.habits === undefined ? {} : { habits: options.habits as Habit[] }),
        tactics: {
          ...(options.camouflage === undefined ? {} : { camouflage: options.camouflage }),
          ...(options.jitterMinutes === undefined ? {} : { jitterMs: options.jitterMinutes * 60_000 }),
          ...(options.accountsPerDevice === undefined ? {} : { accountsPerDevice: options.accountsPerDevice }),
          ...(options.accountsPerAddress === undefined ? {} : { accountsPerAddress: options.accountsPerAddress }),
          ...(options.pushShare === undefined ? {} : { pushShare: options.pushShare }),
        },
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

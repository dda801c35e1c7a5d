import { join } from "node:path";
import type { Command } from "commander";
import type { Receiver } from "../../enforcement/receiver.js";
import { makeHome } from "../../config/make-home.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { amount, example, wholeNumber, type Tools } from "../tools.js";
import { urlOf } from "../url-option.js";
import { withDatabase } from "../with-database.js";

interface ConsumeFlags {
  consumer: string;
  exec?: string;
  webhook?: string;
  applyTo?: string;
  once?: boolean;
  batch: number;
  pollSeconds: number;
  acceptEpoch?: string;
  approver?: string[];
}

/** `ringfence consume`: the reference consumer of the feed. */
export function addConsume(program: Command, tools: Tools): void {
  program
    .command("consume")
    .description("read the feed, verify it, and hand each effect to a command, a webhook or a database; goes on where it was after a crash")
    .requiredOption("--consumer <name>", "name of this consumer; one of a name runs at a time")
    .option("--exec <command>", "run this by the shell for each effect, its JSON on standard input")
    .option("--webhook <url>", "post each effect's JSON there; @FILE: a file that holds the URL")
    .option("--apply-to <url>", "write each effect into the table ringfence_applied_feed of this Postgres; @FILE: a file that holds the URL")
    .option("--once", "read to the end and leave, instead of waiting for more")
    .option("--batch <n>", "rows read at a time", wholeNumber(1), 500)
    .option("--poll-seconds <s>", "look at least this often", amount, 5)
    .option("--approver <user...>", "apply only what is approved by these database users; kept here, out of reach of whoever owns the database")
    .option("--accept-epoch <epoch>", "go on in this epoch, after a restore: you have compared what is in force with the feed")
    .addHelpText("after", `
What is guaranteed when anything is killed at any time:
  --apply-to  each effect exactly once: the effect and the mark are one transaction.
  --exec, --webhook  each effect at least once and in order, always under the same key (epoch:seq, in the JSON and in the
              header Idempotency-Key); exactly once where the receiver ignores a key that it has seen.
A URL with a password goes into a file (@FILE): everybody on this machine can read what a command was called with.
Needs the role ringfence_enforcer. Exits with 5 where the feed does not fit, and 1 where the receiver fails.
${example("ringfence consume --consumer bans --apply-to postgres://app@localhost/app", "ringfence consume --consumer hook --webhook http://127.0.0.1:8080/effects --once")}`)
    .action(async (flags: ConsumeFlags) => {
      if ([flags.exec, flags.webhook, flags.applyTo].filter((way) => way !== undefined).length !== 1) throw new RingfenceError("USAGE", "Say where effects go: --exec, --webhook or --apply-to, and one of them only.");
      const { asOnlyConsumer, consumeToEnd, hearReleases } = await import("../../enforcement/consume.js");
      await withDatabase(tools, "consume", (client, url) => asOnlyConsumer(url, flags.consumer, async () => {
        const receiver = await receiverOf(tools, flags);
        try {
          const releases = flags.once === true ? undefined : await hearReleases(client);
          do {
            const { applied, seq } = await consumeToEnd({ client, consumer: flags.consumer, receiver, batch: flags.batch, acceptEpoch: flags.acceptEpoch, approvers: flags.approver === undefined ? undefined : new Set(flags.approver) });
            if (applied > 0 || flags.once === true) tools.note(`${applied} effects applied, up to row ${seq}.`);
            await releases?.wait(flags.pollSeconds, tools.signal);
          } while (releases !== undefined && !tools.signal.aborted);
        } finally {
          await receiver.close();
        }
      }));
    });
}

async function receiverOf(tools: Tools, flags: ConsumeFlags): Promise<Receiver> {
  const { handOver, toCommand, toDatabase, toWebhook } = await import("../../enforcement/receiver.js");
  if (flags.applyTo !== undefined) {
    const { connect } = await import("../../postgres/connect.js");
    return toDatabase(await connect(urlOf(tools, "--apply-to", flags.applyTo), `ringfence consume ${flags.consumer}`), flags.consumer);
  }
  makeHome(tools.place.home);
  const journal = join(tools.place.home, `consumer-${flags.consumer}.journal`);
  return handOver(journal, flags.exec !== undefined ? toCommand(flags.exec, tools.terminal.err) : toWebhook(urlOf(tools, "--webhook", flags.webhook!)), tools.signal);
}

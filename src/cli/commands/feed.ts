import type { Command } from "commander";
import { formatCount, formatTime } from "../../console/format-value.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { example, printJson, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";

/** Rows verified at a time. */
const batch = 5000;

/** `ringfence feed`: the feed itself, for operators. */
export function addFeed(program: Command, tools: Tools): void {
  const feed = program.command("feed").description("look at the feed for enforcement: status, verify, new-epoch").addHelpText("after", example("ringfence feed status", "ringfence feed verify"));
  feed
    .command("status")
    .description("epoch, where the feed ends, and how far behind each consumer is")
    .option("--json", "print {epoch, epoch_after, last_seq, last_hash, consumers}")
    .addHelpText("after", example("ringfence feed status --json"))
    .action(async (options: { json?: boolean }) => {
      const { consumerLag, feedState } = await import("../../enforcement/feed.js");
      const [state, consumers] = await withDatabase(tools, "feed", async (client) => [await feedState(client), await consumerLag(client)] as const);
      if (options.json === true) return printJson(tools, { ...state, consumers });
      tools.terminal.out(`The feed ends at row ${formatCount(state.last_seq)}, hash ${state.last_hash}, in epoch ${state.epoch}.\n`);
      if (consumers.length === 0) return;
      const table = formatTable(
        [
          { head: "consumer", cell: (row) => row.consumer },
          { head: "applied up to", align: "right", cell: (row) => formatCount(row.seq) },
          { head: "behind", align: "right", cell: (row) => formatCount(row.behind) },
          { head: "waiting since", cell: (row) => formatTime(row.waiting_since?.toISOString()) },
          { head: "last heard of", cell: (row) => formatTime(row.acked_at.toISOString()) },
          { head: "", cell: (row) => (row.in_epoch ? "" : "halted: the database was restored") },
        ],
        consumers,
        bold(tools.terminal),
      );
      tools.terminal.out(`\n${table}\n`);
    });
  feed
    .command("verify")
    .description("read the whole feed and verify its numbers and hashes; exits with 5 where it does not fit")
    .addHelpText("after", example("ringfence feed verify"))
    .action(async () => {
      const { feedRead, feedState, noHash, verifyFeed } = await import("../../enforcement/feed.js");
      const count = await withDatabase(tools, "feed", async (client) => {
        const end = await feedState(client);
        let known = { seq: 0, hash: noHash };
        while (known.seq < end.last_seq) {
          const rows = await feedRead(client, known.seq, Math.min(batch, end.last_seq - known.seq));
          verifyFeed(rows, known, end, batch);
          known = rows[rows.length - 1];
        }
        return known.seq;
      });
      tools.terminal.out(`${formatCount(count)} rows fit together.\n`);
    });
  feed
    .command("new-epoch")
    .description("after a restore of the database: consumers halt until a person has compared what is in force with the feed")
    .requiredOption("--reason <text>", "why")
    .addHelpText("after", `\nFor the owner of the schema.\n${example('ringfence feed new-epoch --reason "restored the backup of 02:00"')}`)
    .action(async (options: { reason: string }) => {
      const { newEpoch } = await import("../../enforcement/feed.js");
      const epoch = await withDatabase(tools, "feed", (client) => newEpoch(client, options.reason));
      tools.terminal.out(`The feed is in epoch ${epoch} now. Consumers go on with --accept-epoch ${epoch}, each after a person has looked.\n`);
    });
}

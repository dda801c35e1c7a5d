import { resolve } from "node:path";
import type { Command } from "commander";
import { formatCount, formatTime } from "../../console/format-value.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, printJson, type Tools } from "../tools.js";
import { urlOf } from "../url-option.js";
import { withDatabase } from "../with-database.js";

/** Rows verified at a time. */
const batch = 5000;

/** `ringfence feed`: the feed itself, for operators. */
export function addFeed(program: Command, tools: Tools): void {
  const feed = program.command("feed").description("look at the feed for enforcement: status, verify, anchor, new-epoch").addHelpText("after", example("ringfence feed status", "ringfence feed verify"));
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
    .description("read the whole feed, and the ledger of what people decided, and verify numbers, hashes and approvals; exits with 5 where something does not fit")
    .option("--anchors <file>", "also hold it against anchors that were kept (ringfence feed anchor)")
    .option("--approver <user...>", "only approvals of these database users count")
    .addHelpText("after", `\nThe ledger can be read by ringfence_auditor; as another role the feed alone is verified, and that is said.\n${example("ringfence feed verify", "ringfence feed verify --anchors /var/lib/anchors.jsonl")}`)
    .action(async (options: { anchors?: string; approver?: string[] }) => {
      const { basisOf } = await import("../../enforcement/basis.js");
      const { feedRead, feedState, noHash, verifyFeed } = await import("../../enforcement/feed.js");
      const { readAnchors, readLedger, verifyAnchors, verifyLedger } = await import("../../enforcement/ledger.js");
      const anchors = options.anchors === undefined ? [] : readAnchors(resolve(tools.cwd, options.anchors));
      const approvers = options.approver === undefined ? undefined : new Set(options.approver);
      await withDatabase(tools, "feed", async (client) => {
        const end = await feedState(client);
        let known: { seq: number; hash: string; basis?: string | null } = { seq: 0, hash: noHash };
        const hashes = new Map<number, string>();
        const wanted = new Set(anchors.map((anchor) => anchor.seq));
        // Where rows say the ledger stood.
        const stood = new Map<number, string>();
        while (known.seq < end.last_seq) {
          const rows = await feedRead(client, known.seq, Math.min(batch, end.last_seq - known.seq));
          verifyFeed(rows, known, end, batch, approvers);
          for (const row of rows) {
            if (wanted.has(row.seq)) hashes.set(row.seq, row.hash);
            const [link, hash] = basisOf(row)?.ledger?.split(":") ?? [];
            if (link !== undefined && hash !== undefined) stood.set(Number(link), hash);
          }
          known = rows[rows.length - 1];
        }
        verifyAnchors(anchors, "feed", (seq) => hashes.get(seq));
        tools.terminal.out(`${formatCount(known.seq)} rows fit together.\n`);
        let link = { link_id: 0, hash: noHash };
        const links = new Map<number, string>();
        try {
          for (;;) {
            const read = await readLedger(client, link.link_id, 100);
            verifyLedger(read, link);
            if (read.length === 0) break;
            for (const one of read) links.set(one.link_id, one.hash);
            link = read[read.length - 1];
          }
        } catch (error) {
          if (!(error instanceof RingfenceError && error.code === "DATABASE")) throw error;
          return tools.note("What people decided was not verified: that takes the role ringfence_auditor.");
        }
        verifyAnchors(anchors, "ledger", (number) => links.get(number));
        const lost = [...stood].find(([number, hash]) => links.get(number) !== hash);
        if (lost !== undefined) throw new RingfenceError("GUARDRAIL", `The ledger has another past than the feed says: link ${lost[0]} is not the one that stood there. Somebody who may alter the tables rewrote it: stop every consumer and keep a copy before going on.`);
        tools.terminal.out(`${formatCount(link.link_id)} links of the ledger fit together, and are those that the feed names.\n`);
      });
    });
  feed
    .command("anchor")
    .description("give where the feed and the ledger end, to be kept outside the database: what is rewritten before it is seen by feed verify --anchors")
    .option("--file <file>", "add it to this file, a line each; on another machine than the database's")
    .option("--webhook <url>", "post it there as JSON; @FILE: a file that holds the URL")
    .addHelpText("after", `\nEvery five minutes is not too often.\n${example("ringfence feed anchor", "ringfence feed anchor --file /var/lib/anchors.jsonl")}`)
    .action(async (options: { file?: string; webhook?: string }) => {
      const { anchorNow, keepAnchor } = await import("../../enforcement/ledger.js");
      const webhook = options.webhook === undefined ? undefined : urlOf(tools, "--webhook", options.webhook);
      const anchor = await withDatabase(tools, "feed", anchorNow);
      if (options.file !== undefined) keepAnchor(resolve(tools.cwd, options.file), anchor, new Date(tools.nowMs()));
      if (webhook !== undefined) {
        const { post } = await import("../../enforcement/receiver.js");
        const failed = await post(webhook, JSON.stringify(anchor));
        if (failed !== undefined) throw new RingfenceError("UNEXPECTED", `The anchor was not taken: the webhook ${failed}. Ask again.`);
      }
      printJson(tools, anchor);
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

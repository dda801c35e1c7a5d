import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { BlastRadius, DecisionOutcome, KindStanding, Review, Verdict, WaitingRow, WhyAccountRow } from "../../enforcement/people.js";
import type { RingAgesRow } from "../../duckdb/snapshot-row.js";
import { snapshotFile } from "../../config/place.js";
import { formatBits, formatCount, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { RingfenceError, messageOf } from "../../errors/ringfence-error.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";
import { withSnapshot } from "../with-snapshot.js";

interface DecideOptions {
  account?: string[];
  list?: string;
  ring?: string;
  review?: number;
  reason?: string;
  json?: boolean;
}

/** `ringfence review`: people decide. */
export function addReview(program: Command, tools: Tools): void {
  const review = program
    .command("review")
    .description("approve or reject one account, a list, or a whole ring; a ban needs two database users who did not propose it")
    .addHelpText("after", example("ringfence review waiting", "ringfence review approve --ring R-1"));
  review
    .command("waiting")
    .description("open cases by ring")
    .option("--json", "print [{ring_id, waiting, ban, once, approved, mine}]")
    .addHelpText("after", example("ringfence review waiting"))
    .action(async (options: { json?: boolean }) => {
      const { waitingRings } = await import("../../enforcement/people.js");
      const rows = await withDatabase(tools, "review", (client) => waitingRings(client));
      if (options.json === true) return printJson(tools, rows);
      if (rows.length === 0) return tools.terminal.out("Nothing waits.\n");
      tools.terminal.out(`${formatTable<WaitingRow>(
        [
          { head: "ring", cell: (row) => row.ring_id },
          { head: "waiting", align: "right", cell: (row) => formatCount(row.waiting) },
          { head: "of them bans", align: "right", cell: (row) => formatCount(row.ban) },
          { head: "approved once", align: "right", cell: (row) => formatCount(row.once) },
          { head: "by you", align: "right", cell: (row) => formatCount(row.mine) },
          { head: "approved, not released", align: "right", cell: (row) => formatCount(row.approved) },
        ],
        rows,
        bold(tools.terminal),
      )}\n`);
    });
  review
    .command("look")
    .argument("<account>", "the account's id")
    .description("show the cases of an account and what each rests on, from the database; the investigators' file (ringfence account) says more")
    .option("--review <number>", "the review that drew the account: that you looked is written down", wholeNumber(1))
    .option("--json", "print [{case_id, ring_id, action, state, proposed_at, summary, kind, value_kind, value, members, bits, allowed}]")
    .addHelpText("after", example("ringfence review look a0w3ardk", "ringfence review look a0w3ardk --review 4"))
    .action(async (account: string, options: { review?: number; json?: boolean }) => {
      const { look, whyAccount } = await import("../../enforcement/people.js");
      const rows = await withDatabase(tools, "review", (client) => (options.review === undefined ? whyAccount(client, account) : look(client, options.review, account)));
      if (options.json === true) return printJson(tools, rows);
      if (rows.length === 0) return tools.terminal.out("Nothing was ever proposed against this account.\n");
      const cases = [...new Set(rows.map((row) => row.case_id))].map((id) => rows.filter((row) => row.case_id === id));
      tools.terminal.out(`${cases.map((keys) => describeCase(tools, keys)).join("\n\n")}\n`);
    });
  for (const verdict of ["approve", "reject"] as const) {
    const command = review
      .command(verdict)
      .description(verdict === "approve" ? "approve cases; a whole ring only after its blast radius was shown and a random sample of it was looked at" : "reject cases that are proposed or approved")
      .option("--account <id...>", "these accounts")
      .option("--list <file>", "the accounts in this file, one a line")
      .option("--ring <id>", "a whole ring")
      .option("--reason <text>", "why; kept with the decision")
      .option("--json", "print {decided, changed, waiting}");
    if (verdict === "approve") {
      command
        .option("--review <number>", "with --ring: the review that drew whom to look at; decides", wholeNumber(1));
    }
    command
      .addHelpText("after", verdict === "approve"
        ? `\nA ring takes three steps: the first shows what would happen and draws whom to look at, then you look at each (ringfence review look ID --review NUMBER), then you decide.
By name (--account, --list) at most a quarter of a ring's cases is approved, 2 to 20.\n${example('ringfence review approve --account a0w3ardk --reason "same devices, same minutes"', "ringfence review approve --ring R-1", 'ringfence review approve --ring R-1 --review 4 --reason "a farm"')}`
        : example('ringfence review reject --account a0w3ardk --reason "a family"', 'ringfence review reject --list innocent.txt --reason "the chess club"'))
      .action((options: DecideOptions) => decide(tools, verdict, options));
  }
  review
    .command("kinds")
    .description("how often decisions that each kind of trace gave evidence for were overturned")
    .option("--json", "print [{kind, applied_count, overturned_count, overturned_share}]")
    .addHelpText("after", example("ringfence review kinds"))
    .action(async (options: { json?: boolean }) => {
      const { kindStanding } = await import("../../enforcement/people.js");
      const rows = await withDatabase(tools, "review", (client) => kindStanding(client));
      if (options.json === true) return printJson(tools, rows);
      tools.terminal.out(rows.length === 0 ? "Nothing was in force yet.\n" : `${standingTable(tools, rows)}\n`);
    });
}

async function decide(tools: Tools, verdict: Verdict, options: DecideOptions): Promise<void> {
  const ways = [options.account, options.list, options.ring].filter((way) => way !== undefined);
  if (ways.length !== 1) throw new RingfenceError("USAGE", "Say whom you decide about: --account, --list or --ring, and one of them only.");
  const { decideAccounts, decideRing, openReview } = await import("../../enforcement/people.js");
  const needReason = (): string => {
    if (options.reason === undefined) throw new RingfenceError("USAGE", "A decision needs a reason. Give --reason TEXT.");
    return options.reason;
  };
  await withDatabase(tools, "review", async (client) => {
    let outcome: DecisionOutcome;
    if (options.ring === undefined) {
      const accounts = options.account ?? linesOf(tools, options.list!);
      outcome = await decideAccounts(client, accounts, verdict, needReason());
    } else if (verdict === "reject") {
      const reason = needReason();
      const opened = await openReview(client, options.ring);
      outcome = await decideRing(client, { reviewId: opened.review_id, verdict, reason });
    } else if (options.review === undefined) {
      const { radius, ...opened } = await openReview(client, options.ring);
      const ages = await agesOf(tools, options.ring);
      if (options.json === true) return printJson(tools, { ...radius, ages, review: opened });
      return tools.terminal.out(`${describe(tools, radius, ages, opened)}\n`);
    } else {
      outcome = await decideRing(client, { reviewId: options.review, verdict, reason: needReason() });
    }
    if (options.json === true) return printJson(tools, outcome);
    const word = verdict === "approve" ? "approved" : "rejected";
    tools.terminal.out(`${formatCount(outcome.decided)} decisions written; ${formatCount(outcome.changed)} cases are ${word} now${outcome.waiting > 0 ? `, ${formatCount(outcome.waiting)} wait for another person` : ""}.\n`);
  });
}

function linesOf(tools: Tools, file: string): string[] {
  try {
    return readFileSync(resolve(tools.cwd, file), "utf8").split(/\r?\n/).filter((line) => line !== "");
  } catch (error) {
    throw new RingfenceError("USAGE", `The list ${JSON.stringify(file)} cannot be read: ${messageOf(error)}. Give a file with one account a line.`, { cause: error });
  }
}

/** When the ring's accounts were created; null where the investigators' file does not know. */
async function agesOf(tools: Tools, ring: string): Promise<RingAgesRow | null> {
  if (!existsSync(snapshotFile(tools.place.home))) return null;
  return withSnapshot(tools, async (snapshot) => (await snapshot.ringAges(ring)) ?? null);
}

function describe(tools: Tools, radius: BlastRadius, ages: RingAgesRow | null, opened: Omit<Review, "radius">): string {
  const heavy = bold(tools.terminal);
  const actions = [["ban", radius.ban], ["restrict", radius.restrict_count], ["challenge", radius.challenge], ["watch", radius.watch]] as const;
  const before = radius.rejected_before + radius.overturned_before;
  return [
    `${heavy(`Ring ${radius.ring_id}`)} (${radius.status}, ${formatCount(radius.size)} accounts): approving it would ${actions.filter(([, count]) => count > 0).map(([action, count]) => `${action} ${formatCount(count)}`).join(", ")}.`,
    ages === null
      ? "How old they are is not known here: the investigators' file does not hold them."
      : `Its accounts were created between ${formatTime(ages.oldest_at)} and ${formatTime(ages.newest_at)}, half of them after ${formatTime(ages.median_at)}${ages.known_count < radius.size ? ` (${formatCount(ages.known_count)} of ${formatCount(radius.size)} are known)` : ""}.`,
    `${formatCount(radius.protected)} members are protected and ${formatCount(radius.closed)} closed; nothing is proposed against them.`,
    radius.value === null
      ? "The cases name no key."
      : `They rest most on one ${radius.value_kind}, ${printable(radius.value, 80)}: ${formatCount(radius.value_cases)} of ${formatCount(radius.cases)} hold it, ${Math.round(100 * (radius.value_share ?? 0))} % of the bits of their strongest keys.`,
    ...(before > 0 ? [`About ${formatCount(before)} of these accounts people said no before.`] : []),
    ...radius.overturned_kinds.map((kind) => `Of ${formatCount(kind.applied_count)} decisions with evidence from ${printable(kind.kind)}, ${formatCount(kind.overturned_count)} were overturned (${(100 * kind.overturned_share).toFixed(1)} %).`),
    "",
    `Look at each of these ${formatCount(opened.sample.length)} of ${formatCount(opened.cases)}, drawn at random: ringfence review look ID --review ${opened.review_id} ("ringfence account ID" says more)`,
    ...opened.sample.map((account) => `  ${printable(account, 200)}`),
    "",
    `Then decide: ringfence review approve --ring ${radius.ring_id} --review ${opened.review_id} --reason TEXT`,
  ].join("\n");
}

function describeCase(tools: Tools, keys: readonly WhyAccountRow[]): string {
  const [first] = keys;
  const table = formatTable<WhyAccountRow>(
    [
      { head: "kind", cell: (row) => printable(row.kind ?? "") },
      { head: "about", cell: (row) => `${printable(row.value_kind ?? "")} ${printable(row.value ?? "", 64)}` },
      { head: "held by", align: "right", cell: (row) => formatCount(row.members) },
      { head: "bits", align: "right", cell: (row) => formatBits(row.bits) },
      { head: "", cell: (row) => (row.allowed === true ? "on the allow-list" : "") },
    ],
    keys.filter((row) => row.kind !== null),
    bold(tools.terminal),
  );
  const head = `${bold(tools.terminal)(`Case ${first.case_id}`)}: ${first.action}, ${first.state}, ring ${first.ring_id}, proposed ${formatTime(first.proposed_at.toISOString())}. ${printable(first.summary ?? "", 400)}`;
  return table === "" ? head : `${head}\n${table}`;
}

function standingTable(tools: Tools, rows: readonly KindStanding[]): string {
  return formatTable<KindStanding>(
    [
      { head: "kind", cell: (row) => printable(row.kind) },
      { head: "in force", align: "right", cell: (row) => formatCount(row.applied_count) },
      { head: "overturned", align: "right", cell: (row) => formatCount(row.overturned_count) },
      { head: "share", align: "right", cell: (row) => `${(100 * row.overturned_share).toFixed(1)} %` },
    ],
    rows,
    bold(tools.terminal),
  );
}

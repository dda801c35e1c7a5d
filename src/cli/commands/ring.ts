import { resolve } from "node:path";
import type { Command } from "commander";
import type { FormerMemberRow, RingHistoryRow, RingKeyRow, RingMemberRow, RingMomentRow, RingOddityRow, RingRuleRow, RingNeighbourRow, TimelineRow } from "../../duckdb/snapshot-row.js";
import type { Snapshot } from "../../duckdb/read-snapshot.js";
import { ringIdOf } from "../../duckdb/ring-id.js";
import { formatBits, formatCount, formatDuration, formatSpan, formatTime } from "../../console/format-value.js";
import { printable, shownKey } from "../../console/printable.js";
import { formatTable, type TableColumn } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { ringFiles, writeRingFile, type RingFile } from "../ring-files.js";
import { example, printJson, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** Lines of each table before "and N more". */
const shownRows = 12;

/** Neighbours that the text for people shows: whom to look at next, not everybody. */
const shownNeighbours = 6;

type RingOptions = { all?: boolean; things?: boolean; json?: boolean } & Partial<Record<RingFile["name"], string>>;

/** `ringfence ring ID`: one ring, why it is one, who is in it, its story; or a file of it. */
export function addRing(program: Command, tools: Tools): void {
  const command = program
    .command("ring")
    .argument("<id>", "for example R-1")
    .description("show one ring: what its accounts share, when they acted, who they are, who is around them, its history; or write it as a picture, a page or a graph")
    .option("--all", "every key, account and event, not only the strongest");
  for (const { name, help } of ringFiles) command.option(`--${name} <file>`, `${help}; - is standard output`);
  command
    .option("--things", "with --graphml or --gexf: what they share as nodes too; without it, accounts tied to accounts")
    .option("--json", "print {ring, members, rules, keys, oddities, moments, neighbours, growth, history, former, timeline}")
    .addHelpText("after", example("ringfence ring R-1", "ringfence ring R-1 --html r1.html", "ringfence ring R-1 --gexf r1.gexf --things"))
    .action((asked: string, options: RingOptions) => {
      const id = ringIdOf(asked);
      const wanted = ringFiles.filter(({ name }) => options[name] !== undefined);
      refuseMixed(wanted, options);
      return withSnapshot(tools, async (snapshot) => {
        for (const { name, done, make } of wanted) {
          const content = await make(snapshot, id, { things: options.things === true });
          if (options[name] === "-") tools.terminal.out(content);
          else {
            const file = resolve(tools.cwd, options[name] as string);
            writeRingFile(file, content);
            tools.note(`${done} ${id} into ${file}.`);
          }
        }
        if (options.json === true) return printJson(tools, await snapshot.ring(id));
        if (wanted.length === 0) tools.terminal.out(`${describe(tools, await snapshot.ring(id), options.all === true ? Infinity : shownRows)}\n`);
      });
    });
}

/** One thing at a time on standard output; `--things` says something of graphs only. */
function refuseMixed(wanted: readonly RingFile[], options: RingOptions): void {
  const out = [...wanted.filter(({ name }) => options[name] === "-").map(({ name }) => `--${name} -`), ...(options.json === true ? ["--json"] : [])];
  if (out.length > 1) throw new RingfenceError("USAGE", `${out.join(" and ")} would mix on standard output. Give a file for all but one of them.`);
  if (options.things === true && options.graphml === undefined && options.gexf === undefined) throw new RingfenceError("USAGE", "--things says what a graph file holds. Give --graphml FILE or --gexf FILE with it.");
}

/** The last lines of a ring's history; nights in which nothing changed are left out. */
function historyPart(tools: Tools, ringId: string, history: readonly RingHistoryRow[], limit: number): string[] {
  const told = history.filter((row) => row.event !== "continuation" || row.joined_count !== 0 || row.left_count !== 0);
  const shown = limit < told.length ? told.slice(-limit) : told;
  if (shown.length === 0) return [];
  const earlier = told.length > shown.length ? `\n${dim(tools.terminal)(`${formatCount(told.length - shown.length)} earlier ones (--all shows them)`)}` : "";
  const table = formatTable<RingHistoryRow>(
    [
      { head: "night", cell: (row) => formatTime(row.happened_at) },
      { head: "what", cell: (row) => whatHappened(ringId, row) },
      { head: "accounts", align: "right", cell: (row) => formatCount(row.size) },
      { head: "joined", align: "right", cell: (row) => formatCount(row.joined_count) },
      { head: "left", align: "right", cell: (row) => formatCount(row.left_count) },
      { head: "in common", cell: (row) => (row.overlap_share === null ? "" : `${Math.round(100 * row.overlap_share)} % of ${row.matched_on === "keys" ? `keys, ${formatBits(row.matched_bits)} bits` : "accounts"}`) },
    ],
    shown,
    bold(tools.terminal),
  );
  return [`${bold(tools.terminal)("Its history")}\n${table}${earlier}`];
}

/** One event, seen from the ring that is looked at. */
function whatHappened(ringId: string, { event, from_ring_id: from, to_ring_id: to }: RingHistoryRow): string {
  if (event === "merge") return to === ringId ? `merge: ${from} went into it` : `merge: went into ${to}`;
  if (event === "split") return to === ringId ? `split: came from ${from}` : `split: ${to} came from it`;
  if (event === "birth" && from !== null) return to === ringId ? `birth, with keys of ${from}` : `birth of ${to}, with its keys`;
  return event;
}

/** The moments with the most bits, still in the order of time. */
function strongest(moments: readonly RingMomentRow[], limit: number): RingMomentRow[] {
  const chosen = new Set(moments.toSorted((one, other) => other.bits - one.bits).slice(0, limit));
  return moments.filter((moment) => chosen.has(moment));
}

function describe(tools: Tools, { ring, members, rules, keys, oddities, moments, neighbours, history, former, timeline }: Awaited<ReturnType<Snapshot["ring"]>>, limit: number): string {
  const heavy = bold(tools.terminal);
  const roles = ["core", "fringe", "closed", "protected"].map((role) => [role, members.filter((member) => member.role === role).length] as const).filter(([, count]) => count > 0);
  const part = <Row>(head: string, columns: readonly TableColumn<Row>[], all: readonly Row[], shown: readonly Row[] = all.slice(0, limit)): string[] => {
    const more = all.length > shown.length ? `\n${dim(tools.terminal)(`… and ${formatCount(all.length - shown.length)} more (--all shows them)`)}` : "";
    return all.length === 0 ? [] : [`${heavy(head)}\n${formatTable(columns, shown, heavy)}${more}`];
  };
  const parts = [
    `${heavy(`Ring ${ring.ring_id}`)}: ${formatCount(ring.size)} accounts (${roles.map(([role, count]) => `${formatCount(count)} ${role}`).join(", ")})${ring.status === "active" ? "" : `, ${ring.status}`}\n` +
      `${formatBits(ring.evidence_bits)} bits of evidence against a price of ${formatBits(ring.price_bits)}, from ${ring.kinds.join(", ")}\n` +
      `known since ${formatTime(ring.first_seen_at)}, last found ${formatTime(ring.last_seen_at)}; proposed: ${formatCount(ring.ban_count)} to ban, ${formatCount(ring.candidate_count - ring.ban_count)} for another action`,
    ...(keys.length > 0 ? [] : [`It was not found in the newest run, and what a ring shares is kept for that run only. What it is known by: ringfence query "from ring_key where ring_id = '${ring.ring_id}'"`]),
    ...part<RingRuleRow>("What the rules said", [
      { head: "rule", cell: (row) => (row.part === null ? row.rule : `  ${row.part}`) },
      { head: "measured", align: "right", cell: (row) => formatBits(row.measured) },
      { head: "asked", align: "right", cell: (row) => (row.threshold === null ? "" : formatBits(row.threshold)) },
      { head: "", cell: (row) => (row.part === null ? (row.pass === true ? "passed" : "not passed") : row.says) },
    ], rules, rules),
    ...part<RingKeyRow>("What they share", [
      { head: "kind", cell: (key) => key.kind },
      { head: "key", cell: (key) => printable(key.key, shownKey) },
      { head: "when (UTC)", cell: (key) => formatSpan(key.first_at, key.last_at) },
      { head: "of its accounts", align: "right", cell: (key) => `${formatCount(key.member_count)} of ${formatCount(key.under_count)}` },
      { head: "of all others", align: "right", cell: (key) => `${formatCount(key.outside_count)} of ${formatCount(key.outside_under_count)}` },
      { head: "bits", align: "right", cell: (key) => formatBits(key.bits) },
    ], keys),
    ...part<RingOddityRow>("Shared oddities (shown, no evidence)", [
      { head: "rows of", cell: (row) => row.source_table },
      { head: "what", cell: (row) => printable(row.value === null ? row.rule : `${row.rule}: ${row.value}`, shownKey) },
      { head: "of its accounts", align: "right", cell: (row) => `${formatCount(row.member_count)} of ${formatCount(row.under_count)}` },
      { head: "of all others", align: "right", cell: (row) => `${formatCount(row.outside_count)} of ${formatCount(row.outside_under_count)}` },
    ], oddities),
    ...part<RingMomentRow>("When they acted as one", [
      { head: "when (UTC)", cell: (moment) => formatSpan(moment.first_at, moment.last_at) },
      { head: "what", cell: (moment) => printable(moment.what === "registration" ? "registered" : moment.what, 64) },
      { head: "accounts", align: "right", cell: (moment) => `${formatCount(moment.member_count)} of ${formatCount(moment.under_count)}` },
      { head: "within", align: "right", cell: (moment) => formatDuration(moment.span_seconds) },
      { head: "bits", align: "right", cell: (moment) => formatBits(moment.bits) },
    ], moments, strongest(moments, limit)),
    ...part<RingMemberRow>("Accounts", [
      { head: "account", cell: (member) => printable(member.account_id) },
      { head: "role", cell: (member) => member.role },
      { head: "bits", align: "right", cell: (member) => formatBits(member.evidence_bits) },
      { head: "proposed", cell: (member) => (member.action === null ? "–" : member.action) },
    ], members),
    ...part<RingNeighbourRow>("Tied to it from outside (a tie alone is no evidence)", [
      { head: "account", cell: (neighbour) => printable(neighbour.account_id) },
      { head: "members", align: "right", cell: (neighbour) => formatCount(neighbour.member_count) },
      { head: "bits", align: "right", cell: (neighbour) => formatBits(neighbour.bits) },
      { head: "through", cell: (neighbour) => neighbour.kinds.join(", ") },
      { head: "in ring", cell: (neighbour) => neighbour.ring_id ?? "–" },
    ], neighbours, neighbours.slice(0, limit === shownRows ? shownNeighbours : limit)),
    ...part<FormerMemberRow>("Accounts that left", [
      { head: "account", cell: (account) => printable(account.account_id) },
      { head: "in it from", cell: (account) => formatTime(account.first_seen_at) },
      { head: "to", cell: (account) => formatTime(account.last_seen_at) },
      { head: "now in", cell: (account) => account.now_in ?? "–" },
    ], former),
    ...historyPart(tools, ring.ring_id, history, limit),
    ...part<TimelineRow>("Its story", [
      { head: "when (UTC)", cell: (event) => formatTime(event.happened_at) },
      { head: "what", cell: (event) => event.what },
      { head: "accounts", align: "right", cell: (event) => formatCount(event.account_count) },
      { head: "which", cell: (event) => (event.detail === null ? "" : printable(event.detail, shownKey)) },
    ], timeline),
  ];
  return parts.join("\n\n");
}

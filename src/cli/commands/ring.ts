import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import type { FormerMemberRow, RingHistoryRow, RingKeyRow, RingMemberRow, TimelineRow } from "../../duckdb/snapshot-row.js";
import type { Snapshot } from "../../duckdb/read-snapshot.js";
import { formatBits, formatCount, formatKey, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { RingfenceError, messageOf } from "../../errors/ringfence-error.js";
import { example, printJson, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** Lines of each table before "and N more". */
const shownRows = 12;

/** `ringfence ring ID`: one ring, why it is one, who is in it, its story; or its picture. */
export function addRing(program: Command, tools: Tools): void {
  program
    .command("ring")
    .argument("<id>", "for example R-1")
    .description("show one ring: what its accounts share, who they are, who left, its history and story; --svg draws it")
    .option("--all", "every key, account and event, not only the strongest")
    .option("--svg <file>", "draw the ring into this file (- for standard output)")
    .option("--json", "print {ring, members, keys, history, former, timeline}")
    .addHelpText("after", example("ringfence ring R-1", "ringfence ring R-1 --svg r1.svg"))
    .action((id: string, options: { all?: boolean; svg?: string; json?: boolean }) =>
      withSnapshot(tools, async (snapshot) => {
        const found = await snapshot.ring(id);
        if (options.svg === "-") return tools.terminal.out(await drawing(snapshot, id));
        if (options.svg !== undefined) {
          const file = resolve(tools.cwd, options.svg);
          writePicture(file, await drawing(snapshot, id));
          tools.note(`Drew ${id} into ${file}.`);
          if (options.json !== true) return;
        }
        if (options.json === true) return printJson(tools, found);
        tools.terminal.out(`${describe(tools, found, options.all === true ? Infinity : shownRows)}\n`);
      }),
    );
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

/** The picture of a ring, as SVG. */
export async function drawing(snapshot: Snapshot, ringId: string): Promise<string> {
  const { drawRing } = await import("../../console/draw-ring.js");
  const { keyLimit } = await import("../../console/lay-ring-out.js");
  const { ring, members } = await snapshot.ring(ringId);
  return drawRing({ ring, members, holdings: await snapshot.ringHoldings(ringId, 4 * keyLimit) });
}

/** Writes a picture, its folder too where missing. */
export function writePicture(file: string, svg: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, svg);
  } catch (error) {
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new RingfenceError(full ? "DISK_FULL" : "USAGE", `The picture cannot be written to ${JSON.stringify(file)}: ${messageOf(error)}. Give a file in a folder that you may write to.`, { cause: error });
  }
}

function describe(tools: Tools, { ring, members, keys, history, former, timeline }: Awaited<ReturnType<Snapshot["ring"]>>, limit: number): string {
  const heavy = bold(tools.terminal);
  const roles = ["core", "fringe", "closed", "protected"].map((role) => [role, members.filter((member) => member.role === role).length] as const).filter(([, count]) => count > 0);
  const more = (all: readonly unknown[]): string => (all.length > limit ? `\n${dim(tools.terminal)(`… and ${formatCount(all.length - limit)} more (--all shows them)`)}` : "");
  const part = (head: string, table: string, all: readonly unknown[]): string[] => (all.length === 0 ? [] : [`${heavy(head)}\n${table}${more(all)}`]);
  const parts = [
    `${heavy(`Ring ${ring.ring_id}`)}: ${formatCount(ring.size)} accounts (${roles.map(([role, count]) => `${formatCount(count)} ${role}`).join(", ")})${ring.status === "active" ? "" : `, ${ring.status}`}\n` +
      `${formatBits(ring.evidence_bits)} bits of evidence against a price of ${formatBits(ring.price_bits)}, from ${ring.kinds.join(", ")}\n` +
      `known since ${formatTime(ring.first_seen_at)}; proposed: ${formatCount(ring.ban_count)} to ban, ${formatCount(ring.candidate_count - ring.ban_count)} for another action`,
    ...part("What they share", formatTable<RingKeyRow>(
      [
        { head: "kind", cell: (key) => key.kind },
        { head: "key", cell: (key) => printable(formatKey(key.kind, key.key), 64) },
        { head: "of its accounts", align: "right", cell: (key) => `${formatCount(key.member_count)} of ${formatCount(key.under_count)}` },
        { head: "of all others", align: "right", cell: (key) => `${formatCount(key.outside_count)} of ${formatCount(key.outside_under_count)}` },
        { head: "bits", align: "right", cell: (key) => formatBits(key.bits) },
      ], keys.slice(0, limit), heavy), keys),
    ...part("Accounts", formatTable<RingMemberRow>(
      [
        { head: "account", cell: (member) => printable(member.account_id) },
        { head: "role", cell: (member) => member.role },
        { head: "bits", align: "right", cell: (member) => formatBits(member.evidence_bits) },
        { head: "proposed", cell: (member) => (member.action === null ? "–" : member.action) },
      ], members.slice(0, limit), heavy), members),
    ...part("Accounts that left", formatTable<FormerMemberRow>(
      [
        { head: "account", cell: (account) => printable(account.account_id) },
        { head: "in it from", cell: (account) => formatTime(account.first_seen_at) },
        { head: "to", cell: (account) => formatTime(account.last_seen_at) },
        { head: "now in", cell: (account) => account.now_in ?? "–" },
      ], former.slice(0, limit), heavy), former),
    ...historyPart(tools, ring.ring_id, history, limit),
    ...part("Its story", formatTable<TimelineRow>(
      [
        { head: "when (UTC)", cell: (event) => formatTime(event.happened_at) },
        { head: "what", cell: (event) => event.what },
        { head: "accounts", align: "right", cell: (event) => formatCount(event.account_count) },
        { head: "which", cell: (event) => (event.detail === null ? "" : printable(formatKey(event.what.replace(/^shared /, ""), event.detail), 64)) },
      ], timeline.slice(0, limit), heavy), timeline),
  ];
  return parts.join("\n\n");
}

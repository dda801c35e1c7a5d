import type { Command } from "commander";
import type { NeighbourRow, WhyRow } from "../../duckdb/snapshot-row.js";
import type { Snapshot } from "../../duckdb/read-snapshot.js";
import { formatBits, formatCount, formatTime } from "../../console/format-value.js";
import { printable, shownKey } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { example, printJson, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** `ringfence account ID`: why is this account here? */
export function addAccount(program: Command, tools: Tools): void {
  program
    .command("account")
    .argument("<id>", "the account's id, exactly as the source has it, or as it is printed here")
    .description("show one account: its ring and why it is in it, who is tied to it, what was proposed")
    .option("--json", "print {account, memberships, why, ties, oddities, candidates, linked_group}")
    .addHelpText("after", `\nAn id that starts with a dash goes after --.\n${example("ringfence account a1b2c3", "ringfence account -- -odd-id")}`)
    .action((id: string, options: { json?: boolean }) =>
      withSnapshot(tools, async (snapshot) => {
        const found = await snapshot.account(id);
        if (options.json === true) return printJson(tools, found);
        tools.terminal.out(`${describe(tools, id, found)}\n`);
      }),
    );
}

function describe(tools: Tools, id: string, { account, memberships, why, ties, oddities, candidates, linked_group: group }: Awaited<ReturnType<Snapshot["account"]>>): string {
  const heavy = bold(tools.terminal);
  const parts: string[] = [];
  const facts =
    account === null
      ? "not in the newest run"
      : [
          `registered ${formatTime(account.created_at)}`,
          `${formatCount(account.login_count)} logins and ${formatCount(account.action_count)} actions in the look-back`,
          ...(account.protected === true ? ["protected: never proposed"] : []),
          ...(account.closed_at === null ? [] : [`closed ${formatTime(account.closed_at)}`]),
        ].join(", ");
  parts.push(`${heavy(`Account ${printable(account?.account_id ?? id)}`)}: ${facts}`);
  if (memberships.length === 0) parts.push("It is in no ring.");
  else {
    const [newest] = memberships;
    parts.push(
      `${newest.status === "active" ? "In" : "Last in"} ring ${heavy(newest.ring_id)} (${formatCount(newest.size)} accounts), ${newest.role}, ${formatBits(newest.evidence_bits)} bits of its own` +
        `${memberships.length > 1 ? `; in a ring in ${memberships.length} runs` : ""}.`,
    );
  }
  if (group !== null) {
    parts.push(`In a linked group of ${formatCount(group.size)} accounts that share much but do not act as one (${formatBits(group.evidence_bits)} bits against ${formatBits(group.price_bits)}): left alone. Who: ringfence query "from linked_group where group_no = ${group.group_no}"`);
  }
  for (const candidate of candidates) {
    parts.push(`${heavy(candidate.action)} ${candidate.state} on ${formatTime(candidate.proposed_at)}${candidate.expires_at === null ? "" : ` until ${formatTime(candidate.expires_at)}`}: ${printable(candidate.reasons.summary ?? "", 400)}${candidate.overturned_at === null ? "" : ` A decision about this account was overturned on ${formatTime(candidate.overturned_at)}: ${printable(candidate.overturned_reason ?? "", 200)}.`}`);
  }
  if (oddities.length > 0) parts.push(`Odd about its rows (no evidence): ${oddities.map((row) => `${row.source_table}: ${row.rule}${row.value === null ? "" : ` ${printable(row.value, 64)}`} (${formatCount(row.row_count)})`).join("; ")}.`);
  if (why.length > 0) {
    const table = formatTable<WhyRow>(
      [
        { head: "kind", cell: (key) => key.kind },
        { head: "key", cell: (key) => printable(key.key, shownKey) },
        { head: "members who hold it", align: "right", cell: (key) => `${formatCount(key.member_count)} of ${formatCount(key.under_count)}` },
        { head: "bits for the ring", align: "right", cell: (key) => formatBits(key.bits) },
        { head: "first seen", cell: (key) => formatTime(key.first_seen) },
        { head: "last seen", cell: (key) => formatTime(key.last_seen) },
      ],
      why.slice(0, 20),
      heavy,
    );
    parts.push(`${heavy("What it shares with its ring")}\n${table}${why.length > 20 ? `\n… and ${why.length - 20} more (--json shows them)` : ""}`);
  }
  if (ties.length > 0) {
    const table = formatTable<NeighbourRow>(
      [
        { head: "account", cell: (tie) => printable(tie.account_id) },
        { head: "bits", align: "right", cell: (tie) => formatBits(tie.bits) },
        { head: "through", cell: (tie) => tie.kinds.join(", ") },
        { head: "in ring", cell: (tie) => tie.ring_id ?? "–" },
      ],
      ties.slice(0, 10),
      heavy,
    );
    parts.push(`${heavy("Tied to it most")}\n${table}`);
  }
  return parts.join("\n\n");
}

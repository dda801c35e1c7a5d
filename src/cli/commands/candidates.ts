import { Option, type Command } from "commander";
import type { CandidateRow } from "../../duckdb/snapshot-row.js";
import { actions } from "../../candidates/action.js";
import { csvLine } from "../../console/csv-line.js";
import { formatBits, formatCount, formatProbability, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { amount, example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withSnapshot } from "../with-snapshot.js";

/** Lines of the table for people unless told otherwise; JSON and CSV are whole. */
const shownRows = 50;

/** `ringfence candidates`: what is proposed. */
export function addCandidates(program: Command, tools: Tools): void {
  program
    .command("candidates")
    .description("list what is proposed against accounts, strongest first; people decide")
    .addOption(new Option("--action <action>", "only this action").choices(actions))
    .option("--ring <id>", "only this ring")
    .option("--min-bits <bits>", "only with at least this much evidence", amount)
    .option("--all", "also what is released, reversed, superseded, withdrawn, rejected or expired")
    .option("--limit <n>", "at most this many", wholeNumber(1))
    .option("--json", "print the rows of ban_candidate")
    .option("--csv", "print CSV (RFC 4180): account_id, ring_id, reason, proposed_at, expires_at; without --action also action and probability, with --all also state")
    .addHelpText("after", `\n"candidates --action ban --csv" is the ban list.\n${example("ringfence candidates --action ban --csv > bans.csv", "ringfence candidates --ring R-1")}`)
    .action((options: { action?: string; ring?: string; minBits?: number; all?: boolean; limit?: number; json?: boolean; csv?: boolean }) => {
      if (options.json === true && options.csv === true) throw new RingfenceError("USAGE", "--json and --csv exclude each other. Give one of them.");
      return withSnapshot(tools, async (snapshot) => {
        const { action, ring, minBits, limit } = options;
        const rows = await snapshot.candidates({
          closed: options.all === true,
          ...(action === undefined ? {} : { action }),
          ...(ring === undefined ? {} : { ring }),
          ...(minBits === undefined ? {} : { minBits }),
          ...(limit === undefined ? {} : { limit }),
        });
        if (options.json === true) return printJson(tools, rows);
        if (options.csv === true) return printCsv(tools, rows, { action: action === undefined, state: options.all === true });
        if (rows.length === 0) return tools.terminal.out("No candidates.\n");
        const shown = limit ?? shownRows;
        tools.terminal.out(`${candidateTable(tools, rows.slice(0, shown))}\n`);
        if (rows.length > shown) tools.terminal.out(`${dim(tools.terminal)(`… and ${formatCount(rows.length - shown)} more (--limit, --json or --csv show them)`)}\n`);
      });
    });
}

function printCsv(tools: Tools, rows: readonly CandidateRow[], extra: { action: boolean; state: boolean }): void {
  const columns: [string, (row: CandidateRow) => string | null][] = [
    ["account_id", (row) => row.account_id],
    ...(extra.action ? [["action", (row: CandidateRow) => row.action] as [string, (row: CandidateRow) => string]] : []),
    ["ring_id", (row) => row.ring_id],
    ...(extra.action ? [["probability", (row: CandidateRow) => (row.probability === null ? null : String(row.probability))] as [string, (row: CandidateRow) => string | null]] : []),
    ["reason", (row) => summaryOf(row)],
    ["proposed_at", (row) => row.proposed_at],
    ["expires_at", (row) => row.expires_at],
    ...(extra.state ? [["state", (row: CandidateRow) => row.state] as [string, (row: CandidateRow) => string]] : []),
  ];
  tools.terminal.out(csvLine(columns.map(([name]) => name)) + rows.map((row) => csvLine(columns.map(([, cell]) => cell(row)))).join(""));
}

const summaryOf = (row: CandidateRow): string => row.reasons.summary ?? "";

/** Candidates for people, a reason each. */
export function candidateTable(tools: Tools, rows: readonly CandidateRow[]): string {
  const some = rows.some((row) => row.state !== "proposed");
  return formatTable<CandidateRow>(
    [
      { head: "account", cell: (row) => printable(row.account_id, 40) },
      { head: "action", cell: (row) => `${row.action}${row.expires_at === null ? "" : ` until ${formatTime(row.expires_at)}`}` },
      { head: "ring", cell: (row) => row.ring_id },
      { head: "bits", align: "right", cell: (row) => formatBits(row.evidence_bits) },
      { head: "probability", align: "right", cell: (row) => formatProbability(row.probability) },
      ...(some ? [{ head: "state", cell: (row: CandidateRow) => row.state }] : []),
      { head: "why", cell: (row) => printable(summaryOf(row), 400) },
    ],
    rows,
    bold(tools.terminal),
    tools.terminal.width,
  );
}

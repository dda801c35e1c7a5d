import { Option, type Command } from "commander";
import type { CandidateFilter } from "../../duckdb/read-snapshot.js";
import type { CandidateRow } from "../../duckdb/snapshot-row.js";
import { actions } from "../../candidates/action.js";
import { formatBits, formatCount, formatProbability, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { amount, csvOptions, example, printCsv, printJson, wholeNumber, type CsvFlags, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";
import { withSnapshot } from "../with-snapshot.js";

/** Lines of the table for people unless told otherwise; JSON and CSV are whole. */
const shownRows = 50;

/** `ringfence candidates`: what is proposed. */
export function addCandidates(program: Command, tools: Tools): void {
  const command = program
    .command("candidates")
    .description("list what is proposed against accounts, strongest first; people decide. As it is now with DATABASE_URL, else as it was when the investigators' file was written")
    .addOption(new Option("--action <action>", "only this action").choices(actions))
    .option("--ring <id>", "only this ring")
    .option("--min-bits <bits>", "only with at least this much evidence", amount)
    .option("--all", "also what is released, reversed, superseded, withdrawn, rejected or expired")
    .option("--limit <n>", "at most this many", wholeNumber(1))
    .option("--json", "print the rows of ban_candidate")
    .option("--csv", "print CSV (RFC 4180): account_id, ring_id, reason, proposed_at, expires_at; without --action also action and probability, with --all also state");
  csvOptions(command)
    .addHelpText("after", `\n"candidates --action ban --csv" is the ban list. Reading the database needs the role ringfence_reader (or reviewer, publisher, auditor).\n${example("ringfence candidates --action ban --csv > bans.csv", "ringfence candidates --ring R-1")}`)
    .action(async (options: { action?: string; ring?: string; minBits?: number; all?: boolean; limit?: number; json?: boolean; csv?: boolean } & CsvFlags) => {
      if (options.json === true && options.csv === true) throw new RingfenceError("USAGE", "--json and --csv exclude each other. Give one of them.");
      const { action, ring, minBits, limit } = options;
      const rows = await readCandidates(tools, {
        closed: options.all === true,
        ...(action === undefined ? {} : { action }),
        ...(ring === undefined ? {} : { ring }),
        ...(minBits === undefined ? {} : { minBits }),
        ...(limit === undefined ? {} : { limit }),
      }, options.json === true);
      if (options.json === true) return printJson(tools, rows);
      if (options.csv === true) return candidatesCsv(tools, rows, options, { action: action === undefined, state: options.all === true });
      if (rows.length === 0) return tools.terminal.out("No candidates.\n");
      const shown = limit ?? shownRows;
      tools.terminal.out(`${candidateTable(tools, rows.slice(0, shown))}\n`);
      if (rows.length > shown) tools.terminal.out(`${dim(tools.terminal)(`… and ${formatCount(rows.length - shown)} more (--limit, --json or --csv show them)`)}\n`);
    });
}

/** From the database that the environment names, as they are now; else from the investigators' file, and then it is said as of when (in JSON: `state_at`). */
async function readCandidates(tools: Tools, filter: CandidateFilter, json: boolean): Promise<CandidateRow[]> {
  if (tools.place.databaseUrl !== undefined) {
    const { liveCandidates } = await import("../../enforcement/live-candidates.js");
    return withDatabase(tools, "candidates", (client) => liveCandidates(client, filter));
  }
  return withSnapshot(tools, async (snapshot) => {
    if (!json) tools.note(`As of the night that ended ${formatTime(await snapshot.stateAt())} UTC; with DATABASE_URL as it is now.`);
    return snapshot.candidates(filter);
  });
}

function candidatesCsv(tools: Tools, rows: readonly CandidateRow[], flags: CsvFlags, extra: { action: boolean; state: boolean }): void {
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
  printCsv(tools, columns.map(([name]) => name), rows.map((row) => columns.map(([, cell]) => cell(row))), flags);
}

const summaryOf = (row: CandidateRow): string => row.reasons.summary ?? "";

/** Candidates for people, a reason each. */
export function candidateTable(tools: Tools, rows: readonly CandidateRow[]): string {
  const some = rows.some((row) => row.state !== "proposed");
  const overturned = rows.some((row) => row.overturned_at !== null);
  return formatTable<CandidateRow>(
    [
      { head: "account", cell: (row) => printable(row.account_id, 40) },
      { head: "action", cell: (row) => `${row.action}${row.expires_at === null ? "" : ` until ${formatTime(row.expires_at)}`}` },
      { head: "ring", cell: (row) => row.ring_id },
      { head: "bits", align: "right", cell: (row) => formatBits(row.evidence_bits) },
      { head: "probability", align: "right", cell: (row) => formatProbability(row.probability) },
      ...(some ? [{ head: "state", cell: (row: CandidateRow) => row.state }] : []),
      ...(overturned ? [{ head: "overturned before", cell: (row: CandidateRow) => (row.overturned_at === null ? "" : `${formatTime(row.overturned_at).slice(0, 10)}: ${printable(row.overturned_reason ?? "", 60)}`) }] : []),
      { head: "why", cell: (row) => printable(summaryOf(row), 400) },
    ],
    rows,
    bold(tools.terminal),
    tools.terminal.width,
  );
}

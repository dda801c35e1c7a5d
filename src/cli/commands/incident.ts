import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { IncidentAccountRow, IncidentMinuteRow, IncidentRow } from "../../incident/incident-row.js";
import { formatBits, formatCount, formatDuration, formatProbability, formatSecond, formatShare, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, dim } from "../../console/terminal.js";
import { example, printJson, wholeNumber, type Tools } from "../tools.js";
import { withDatabase } from "../with-database.js";

/** Accounts of each answer that are shown. */
const shownAccounts = 10;
/** Minutes of the curve that are shown. */
const shownMinutes = 20;

/** `ringfence incidents`: every incident, the newest first. */
export function addIncidents(program: Command, tools: Tools): void {
  program
    .command("incidents")
    .description("list surges of accounts that go live far above the usual course, and what was found behind them, the newest first")
    .option("--limit <n>", "at most this many", wholeNumber(1), 50)
    .option("--json", "print rows of ringfence.incident with the counts of answers")
    .addHelpText("after", example("ringfence incidents", "ringfence incidents --json | jq '.[0].incident_id'"))
    .action(async (options: { limit: number; json?: boolean }) => {
      const { readIncidents } = await import("../../postgres/read-incident.js");
      const rows = await withDatabase(tools, "incidents", (client) => readIncidents(client, options.limit));
      if (options.json === true) return printJson(tools, rows);
      tools.terminal.out(`${rows.length === 0 ? "No incidents." : incidentTable(tools, rows)}\n`);
    });
}

const incidentTable = ({ terminal }: Tools, rows: readonly IncidentRow[]): string =>
  formatTable<IncidentRow>(
    [
      { head: "incident", cell: (row) => row.incident_id },
      { head: "onset (UTC)", cell: (row) => formatTime(row.onset_at) },
      { head: "status", cell: (row) => row.status },
      { head: "what", cell: (row) => printable(row.action, 40) },
      { head: "peak a minute", align: "right", cell: (row) => formatCount(row.peak_count) },
      { head: "usual", align: "right", cell: (row) => row.peak_expected.toFixed(1) },
      { head: "took part", align: "right", cell: (row) => formatCount(row.participant_count) },
      { head: "to restrict", align: "right", cell: (row) => formatCount(row.restrict_count) },
      { head: "to challenge", align: "right", cell: (row) => formatCount(row.challenge_count) },
      { head: "spared", align: "right", cell: (row) => formatCount(row.spared_count) },
      { head: "ring", cell: (row) => row.ring_id ?? "–" },
    ],
    rows,
    bold(terminal),
  );

/** `ringfence incident ID`: one incident on one screen. */
export function addIncident(program: Command, tools: Tools): void {
  program
    .command("incident")
    .argument("<id>", "for example I-1")
    .description("show one incident: onset, curve, who is behind it and what that rests on, who was spared and why")
    .option("--all", "every minute and every account")
    .option("--svg <file>", "draw the curve: actions and proposals a minute, and the expected band; - for standard output")
    .option("--json", "print {incident, minutes, accounts}")
    .addHelpText("after", example("ringfence incident I-1", "ringfence incident I-1 --svg incident.svg"))
    .action(async (id: string, options: { all?: boolean; svg?: string; json?: boolean }) => {
      const { readIncident } = await import("../../postgres/read-incident.js");
      const found = await withDatabase(tools, "incident", (client) => readIncident(client, id, options.all === true ? 2_000_000_000 : shownAccounts));
      if (options.svg !== undefined) {
        const { drawIncident } = await import("../../console/draw-incident.js");
        const picture = drawIncident(found.incident, found.minutes);
        if (options.svg === "-") return tools.terminal.out(picture);
        writeFileSync(resolve(tools.cwd, options.svg), picture);
        tools.note(`Drew ${id} into ${options.svg}.`);
        if (options.json !== true) return;
      }
      if (options.json === true) return printJson(tools, found);
      tools.terminal.out(`${describe(tools, found, options.all === true)}\n`);
    });
}

function describe(tools: Tools, { incident, minutes, accounts }: { incident: IncidentRow; minutes: IncidentMinuteRow[]; accounts: IncidentAccountRow[] }, all: boolean): string {
  const heavy = bold(tools.terminal);
  const seconds = (from: string, to: string): string => formatDuration(Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000));
  const { facts } = incident;
  const proposed = incident.restrict_count + incident.challenge_count;
  const head = [
    `${heavy(`Incident ${incident.incident_id}`)}, ${incident.status}: ${formatCount(incident.participant_count)} accounts (${printable(incident.action, 40)}), ${formatCount(incident.peak_count)} in the busiest minute where ${incident.peak_expected.toFixed(1)} are usual`,
    `onset ${formatSecond(incident.onset_at)} UTC, seen with the data up to ${formatSecond(incident.detected_at)}${incident.first_proposed_at === null ? "" : `, first proposals ${seconds(incident.onset_at, incident.first_proposed_at)} after the onset`}, last looked at ${formatSecond(incident.last_tick_at)}`,
    incident.coordinated
      ? `somebody is behind it: ${formatCount(incident.restrict_count)} to restrict for some hours, ${formatCount(incident.challenge_count)} to challenge, as ring ${incident.ring_id ?? "–"}; ${formatCount(incident.before_count)} (${formatShare(proposed === 0 ? 0 : incident.before_count / proposed)}) were proposed before they took part`
      : "a surge and no more: nobody is proposed, because nothing ties those who take part but that they do",
  ].join("\n");
  const counts = (title: string, of: Record<string, number> | undefined): string[] => {
    const entries = Object.entries(of ?? {}).toSorted((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
    return entries.length === 0 ? [] : [`${heavy(title)}\n${entries.slice(0, 12).map(([name, count]) => `${formatCount(count).padStart(8)}  ${printable(name, 80)}`).join("\n")}`];
  };
  const around = all ? minutes : minutes.filter((minute) => minute.minute_at >= new Date(Date.parse(incident.onset_at) - 300_000).toISOString()).slice(0, shownMinutes);
  const curve = formatTable<IncidentMinuteRow>(
    [
      { head: "minute", cell: (row) => row.minute_at.slice(11, 16) },
      { head: "actions", align: "right", cell: (row) => formatCount(row.act_count) },
      { head: "usual", align: "right", cell: (row) => row.expected.toFixed(1) },
      { head: "at most", align: "right", cell: (row) => row.band_high.toFixed(1) },
      { head: "proposed at its end", align: "right", cell: (row) => (row.proposed_count === 0 ? "–" : formatCount(row.proposed_count)) },
    ],
    around,
    heavy,
  );
  const cohorts = (facts.cohorts ?? []).slice(0, 8);
  const table = formatTable<IncidentAccountRow>(
    [
      { head: "account", cell: (row) => printable(row.account_id) },
      { head: "answer", cell: (row) => row.answer },
      { head: "took part", cell: (row) => (row.first_acted_at === null ? "not yet" : row.first_acted_at.slice(11, 19)) },
      { head: "bits", align: "right", cell: (row) => formatBits(row.bits) },
      { head: "probability", align: "right", cell: (row) => formatProbability(row.probability) },
      { head: "why", cell: (row) => printable(row.why, 400) },
    ],
    accounts,
    heavy,
    tools.terminal.width,
  );
  return [
    head,
    `${heavy("The curve")}\n${curve}${minutes.length > around.length ? `\n${dim(tools.terminal)("… (--all shows every minute, --svg draws it)")}` : ""}`,
    ...(cohorts.length === 0 ? [] : [`${heavy("Registered together, and awake together")} (${formatCount(facts.cohort_count)} such times)\n${cohorts.map((one) => `${formatCount(one.awake).padStart(8)} of ${formatCount(one.accounts)} silent accounts  ${printable(formatCohort(one.cohort), 60)}`).join("\n")}`]),
    ...counts("Rings of the night that take part", facts.rings),
    ...counts("What proposals rest on most", facts.rests_on),
    ...counts("Who was spared, and why", facts.spared),
    ...(accounts.length === 0 ? [] : [`${heavy("Accounts, those that do most harm first")}${all ? "" : ` (at most ${shownAccounts} of each answer)`}\n${table}`]),
  ].join("\n\n");
}

const formatCohort = (cohort: string): string => (/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000Z$/.test(cohort) ? `registered about ${formatTime(cohort)}` : cohort);

import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { runLogFile, snapshotFile } from "../../config/place.js";
import { formatCount, formatDuration, formatShare, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { formatTable } from "../../console/table.js";
import { bold, green, red, yellow } from "../../console/terminal.js";
import type { Loss } from "../../pipeline/source-loss.js";
import { amount, example, printJson, wholeNumber, type Tools } from "../tools.js";

/** One attempt of a run: a line of `runs.jsonl`. */
export interface RunAttempt {
  run_id: string;
  kind: string;
  as_of: string;
  status: string;
  reason: string | null;
  started_at: string;
  finished_at: string | null;
  counts: Record<string, number>;
  /** What of the source was left out, by rule; missing in lines of older versions. */
  losses?: Loss[];
}

/** Statuses of a night that went well: its results stand in the database. */
const good: ReadonlySet<string> = new Set(["published", "already-published"]);

/** The attempts in the log of a home, oldest first. A line that was cut by a crash is left out. */
export function readAttempts(home: string): RunAttempt[] {
  const file = runLogFile(home);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return line === "" ? [] : [JSON.parse(line) as RunAttempt];
      } catch {
        return [];
      }
    });
}

/** `ringfence status`: the last runs, from files only. Exit 1 when the last good night is too old. */
export function addStatus(program: Command, tools: Tools): void {
  program
    .command("status")
    .description("show the last runs; exits with 1 when the last good night is older than --max-age-hours")
    .option("--max-age-hours <hours>", "how old the last good night may be", amount, 26)
    .option("--limit <n>", "how many runs to show", wholeNumber(1), 10)
    .option("--json", "print {fresh, last_success_at, age_hours, max_age_hours, snapshot, runs}, newest run first")
    .addHelpText("after", `\nReads the run log beside the investigators' file; never starts Postgres.\n${example("ringfence status --max-age-hours 26 --json")}`)
    .action((options: { maxAgeHours: number; limit: number; json?: boolean }) => {
      const { home } = tools.place;
      const attempts = readAttempts(home).reverse();
      const last = attempts.find((attempt) => good.has(attempt.status) && attempt.finished_at !== null);
      const ageSeconds = last === undefined ? undefined : (tools.nowMs() - Date.parse(last.finished_at as string)) / 1000;
      const fresh = ageSeconds !== undefined && ageSeconds <= options.maxAgeHours * 3600;
      const file = snapshotFile(home);
      if (!fresh) tools.exitWith(1);
      const shown = attempts.slice(0, options.limit);
      if (options.json === true) {
        return printJson(tools, {
          fresh, last_success_at: last?.finished_at ?? null, age_hours: ageSeconds === undefined ? null : Math.round(ageSeconds / 36) / 100, max_age_hours: options.maxAgeHours,
          snapshot: existsSync(file) ? file : null, runs: shown,
        });
      }
      const { terminal } = tools;
      const head =
        last === undefined || ageSeconds === undefined
          ? red(terminal)(`No night has gone well yet in ${home}.`)
          : (fresh ? green : red)(terminal)(`The last good night ended ${formatDuration(Math.max(0, ageSeconds))} ago (${formatTime(last.finished_at)} UTC)${fresh ? "." : `, more than ${options.maxAgeHours} hours.`}`);
      const colour = (status: string): string => (good.has(status) ? green(terminal) : status === "failed" || status === "refused" ? red(terminal) : yellow(terminal))(status);
      const table = formatTable(
        [
          { head: "started", cell: (run) => new Date(run.started_at).toISOString().slice(0, 16).replace("T", " ") },
          { head: "as of", cell: (run) => formatTime(run.as_of) },
          { head: "status", cell: (run) => colour(printable(run.status, 20)) },
          { head: "took", align: "right", cell: (run) => (run.finished_at === null ? "–" : formatDuration((Date.parse(run.finished_at) - Date.parse(run.started_at)) / 1000)) },
          { head: "rings", align: "right", cell: (run) => formatCount(run.counts.rings) },
          { head: "to ban", align: "right", cell: (run) => formatCount(run.counts.candidates_ban) },
          { head: "run, or why not", cell: (run) => printable(run.reason ?? run.run_id, 300) },
        ],
        shown,
        bold(terminal),
        terminal.width,
      );
      const losses = lossTable(tools, shown.find((run) => (run.losses ?? []).length > 0));
      terminal.out(`${head}\n${table === "" ? 'Start one with "ringfence run nightly".' : `\n${table}${losses}`}\n`);
    });
}

/** What the newest run that read the source left out of it, by rule. */
function lossTable({ terminal }: Tools, run: RunAttempt | undefined): string {
  if (run === undefined) return "";
  const table = formatTable(
    [
      { head: "of", cell: (loss) => printable(loss.source_table, 20) },
      { head: "rule", cell: (loss) => printable(loss.rule, 60) },
      { head: "left out", cell: (loss) => printable(loss.left_out, 20) },
      { head: "rows", align: "right", cell: (loss) => formatCount(loss.row_count) },
      { head: "share", align: "right", cell: (loss) => formatShare(loss.share) },
    ],
    run.losses ?? [],
    bold(terminal),
    terminal.width,
  );
  return `\n\nLeft out of the source as of ${formatTime(run.as_of)}:\n\n${table}`;
}

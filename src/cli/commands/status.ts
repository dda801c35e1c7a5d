import { existsSync } from "node:fs";
import type { Command } from "commander";
import { snapshotFile } from "../../config/place.js";
import { formatCount, formatDuration, formatShare, formatTime } from "../../console/format-value.js";
import { printable } from "../../console/printable.js";
import { readAttempts, standingOf, wentBadly, wentWell, type RunAttempt, type Standing } from "../../console/run-log.js";
import { hasEnded, readServeSign } from "../../console/serve-sign.js";
import { formatTable } from "../../console/table.js";
import { bold, green, red, yellow } from "../../console/terminal.js";
import { amount, example, printJson, wholeNumber, type Tools } from "../tools.js";

/** `ringfence status`: the last runs, from files only. Exit 1 when something wants a person: see {@link troubles}. */
export function addStatus(program: Command, tools: Tools): void {
  program
    .command("status")
    .description("show the last runs; exits with 1 when the last good night, or what it looked at, is too old, or the newest one failed or was refused")
    .option("--max-age-hours <hours>", "how long ago the last good night may have ended; what it looked at may be a day older", amount, 26)
    .option("--limit <n>", "how many runs to show", wholeNumber(1), 10)
    .option("--serving", "look at \"ringfence serve\" only: exit 1 when its process is gone, or has given no sign for half an hour (for health checks)")
    .option("--json", "print {fresh, troubles, last_success_at, as_of, age_hours, as_of_age_hours, max_age_hours, newest, snapshot, runs}, newest run first")
    .addHelpText("after", `\nReads the run log beside the investigators' file; never starts Postgres.\n${example("ringfence status --max-age-hours 26 --json", "ringfence status --serving")}`)
    .action((options: { maxAgeHours: number; limit: number; serving?: boolean; json?: boolean }) => {
      if (options.serving === true) return serving(tools);
      const { home } = tools.place;
      const attempts = readAttempts(home);
      const standing = standingOf(attempts);
      const said = troubles(standing, tools.nowMs(), options.maxAgeHours, home);
      if (said.length > 0) tools.exitWith(1);
      const { lastGood, newest } = standing;
      const file = snapshotFile(home);
      const shown = attempts.reverse().slice(0, options.limit);
      const age = (time: string | null | undefined): number | null => (time === null || time === undefined ? null : Math.round((tools.nowMs() - Date.parse(time)) / 36_000) / 100);
      if (options.json === true) {
        return printJson(tools, {
          fresh: said.length === 0, troubles: said, last_success_at: lastGood?.finished_at ?? null, as_of: lastGood?.as_of ?? null, age_hours: age(lastGood?.finished_at), as_of_age_hours: age(lastGood?.as_of),
          max_age_hours: options.maxAgeHours, newest: newest === undefined ? null : { run_id: newest.run_id, status: newest.status, reason: newest.reason, started_at: newest.started_at },
          snapshot: existsSync(file) ? file : null, runs: shown,
        });
      }
      const { terminal } = tools;
      const head = said.length > 0 ? red(terminal)(said.join("\n")) : green(terminal)(`The last good night ended ${ago(lastGood!.finished_at!, tools.nowMs())} ago and looked at everything before ${formatTime(lastGood!.as_of)} UTC.`);
      const colour = (run: RunAttempt): string => (wentWell(run) ? green(terminal) : wentBadly(run) ? red(terminal) : yellow(terminal))(printable(run.status, 20));
      const table = formatTable(
        [
          { head: "started", cell: (run) => new Date(run.started_at).toISOString().slice(0, 16).replace("T", " ") },
          { head: "as of", cell: (run) => formatTime(run.as_of) },
          { head: "status", cell: colour },
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

const ago = (time: string, nowMs: number): string => formatDuration(Math.max(0, (nowMs - Date.parse(time)) / 1000));

/** What wants a person, one sentence each; none: all is well. */
function troubles({ lastGood, newest }: Standing, nowMs: number, maxAgeHours: number, home: string): string[] {
  const said: string[] = [];
  const tooOld = (time: string, hours: number): boolean => nowMs - Date.parse(time) > hours * 3_600_000;
  if (newest !== undefined && wentBadly(newest)) {
    said.push(`The newest night (${formatTime(newest.started_at)} UTC) ${newest.status === "refused" ? "was refused" : "failed"}: ${printable(newest.reason ?? "no reason given", 600)}`);
  }
  if (lastGood === undefined) said.push(`No night has gone well yet in ${home}.`);
  else if (tooOld(lastGood.finished_at ?? lastGood.started_at, maxAgeHours)) {
    said.push(`The last good night ended ${ago(lastGood.finished_at ?? lastGood.started_at, nowMs)} ago (${formatTime(lastGood.finished_at)} UTC), more than ${maxAgeHours} hours.`);
  } else if (tooOld(lastGood.as_of, maxAgeHours + 24)) {
    // A night looks at what was before the last midnight, so its data may be a day older than itself.
    said.push(`The last good night ended ${ago(lastGood.finished_at ?? lastGood.started_at, nowMs)} ago but looked at what was before ${formatTime(lastGood.as_of)} UTC, ${ago(lastGood.as_of, nowMs)} ago, more than ${maxAgeHours + 24} hours. Run one without --as-of.`);
  }
  return said;
}

/** How long `ringfence serve` may be silent: computing communities keeps its process busy for minutes. */
const servingPatienceMs = 1_800_000;

function serving(tools: Tools): void {
  const sign = readServeSign(tools.place.home);
  const ended = sign !== undefined && hasEnded(sign);
  if (sign !== undefined && !ended && tools.nowMs() - Date.parse(sign.seen_at) <= servingPatienceMs) {
    tools.terminal.out(`"ringfence serve" gave a sign ${ago(sign.seen_at, tools.nowMs())} ago; the next night is at ${formatTime(sign.next_at)} UTC.\n`);
    return;
  }
  tools.exitWith(1);
  tools.terminal.out(sign === undefined ? `"ringfence serve" has never run in ${tools.place.home}.\n` : `"ringfence serve" gave its last sign ${ago(sign.seen_at, tools.nowMs())} ago${ended ? ", and its process is gone" : ""}.\n`);
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

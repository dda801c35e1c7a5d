import type { Command } from "commander";
import type { IncidentOutcome } from "../../pipeline/run-incident.js";
import type { NightlyOutcome } from "../../pipeline/run-nightly.js";
import { printable } from "../../console/printable.js";
import { formatBytes, formatCount, formatDuration, formatTime } from "../../console/format-value.js";
import { formatTable } from "../../console/table.js";
import { bold } from "../../console/terminal.js";
import { RingfenceError } from "../../errors/ringfence-error.js";
import { example, moment, printJson, wholeNumber, type Tools } from "../tools.js";

/** `ringfence run nightly`: one night, now. */
export function addRun(program: Command, tools: Tools): void {
  const run = program.command("run").description("run a job now (nightly, incident)").addHelpText("after", example("ringfence run nightly", "ringfence run incident"));
  run
    .command("nightly")
    .description("look for rings in the data before the last midnight UTC and publish rings and ban candidates")
    .option("--as-of <time>", "the end of all windows, excluded: 2025-12-22, 2025-12-22T03:00:00Z or epoch ms (default: the last midnight UTC)", moment)
    .option("--dry-run", "compute everything, publish nothing")
    .option("--allow <n>", "publish up to this many ban candidates, whatever max_ban_share says", wholeNumber(0))
    .option("--json", "print {run_id, status, as_of, counts, stages, warnings, losses}")
    .addHelpText("after", `\nThe same description (as_of, configuration, code, data) is published once; running it again changes nothing.\n${example("ringfence run nightly", "ringfence run nightly --as-of 2025-12-22 --dry-run --json")}`)
    .action(async (options: { asOf?: number; dryRun?: boolean; allow?: number; json?: boolean }) => {
      const { nightly } = await import("../../../jobs/nightly.js");
      if (options.asOf !== undefined && options.asOf > tools.nowMs()) {
        throw new RingfenceError("USAGE", `--as-of ${new Date(options.asOf).toISOString()} lies in the future: its night would stand before every night until then. Give a time up to now.`);
      }
      const line = tools.progress(options);
      const outcome = await nightly({
        place: tools.place, settings: tools.settings(), dryRun: options.dryRun === true, now: tools.nowMs, note: tools.note, progress: line.stage, signal: tools.signal,
        ...(options.asOf === undefined ? {} : { asOfMs: options.asOf }),
        ...(options.allow === undefined ? {} : { allow: options.allow }),
      });
      line.clear();
      if (options.json === true) return printJson(tools, outcomeJson(outcome));
      for (const warning of outcome.warnings) tools.note(`Warning: ${warning}`);
      tools.terminal.out(`${outcomeSentence(outcome)}\n\n${stageTable(tools, outcome)}\n`);
    });
  run
    .command("incident")
    .description("look at the minutes since the last such run: surges against the usual course, who is behind them, proposals")
    .option("--as-of <time>", "the end of what is read, excluded: 2025-12-22T22:03:00Z or epoch ms (default: the last whole minute)", moment)
    .option("--json", "print {status, as_of, from, baseline_run_id, rows, surges, incident_id, ring_id, coordinated, proposed, withdrawn, released, seconds}")
    .addHelpText("after", `\nNeeds a night before it, which leaves the usual course. Two at once: the second leaves with exit code 4, and the next one reads what was missed.\n${example("ringfence run incident", "ringfence run incident --json")}`)
    .action(async (options: { asOf?: number; json?: boolean }) => {
      const { incident } = await import("../../../jobs/incident.js");
      if (options.asOf !== undefined && options.asOf > tools.nowMs()) throw new RingfenceError("USAGE", `--as-of ${new Date(options.asOf).toISOString()} lies in the future. Give a time up to now.`);
      const outcome = await incident({ place: tools.place, settings: tools.settings(), now: tools.nowMs, note: tools.note, signal: tools.signal, ...(options.asOf === undefined ? {} : { asOfMs: options.asOf }) });
      if (options.json === true) return printJson(tools, incidentJson(outcome));
      tools.terminal.out(`${incidentSentence(outcome)}\n`);
    });
}

/** The contract of `run incident --json`. */
export const incidentJson = (outcome: IncidentOutcome): Record<string, unknown> => ({
  status: outcome.status, as_of: new Date(outcome.asOfMs).toISOString(), from: new Date(outcome.fromMs).toISOString(), baseline_run_id: outcome.baselineRunId, rows: outcome.rows,
  surges: outcome.surges.map((one) => ({ action: one.action, target: one.targetId, onset_at: new Date(one.onsetMs).toISOString(), count: one.count, expected: Math.round(one.expected * 10) / 10, bits: Math.round(one.bits * 10) / 10 })),
  incident_id: outcome.incidentId, ring_id: outcome.ringId, coordinated: outcome.coordinated, proposed: outcome.proposed, withdrawn: outcome.withdrawn, released: outcome.released, seconds: outcome.seconds,
});

/** What a run on the minutes came to, for people. */
export function incidentSentence(outcome: IncidentOutcome): string {
  const { rows, incidentId } = outcome;
  const until = formatTime(new Date(outcome.asOfMs).toISOString());
  if (outcome.status === "up-to-date") return `Everything before ${until} UTC was looked at before; nothing was done.`;
  const read = `${formatCount(rows.read - rows.known)} new rows before ${until} UTC${rows.late > 0 ? `, ${formatCount(rows.late)} of them late` : ""}, in ${formatDuration(outcome.seconds)}`;
  const surges = outcome.surges.length === 0 ? "nothing out of the usual" : `${formatCount(outcome.surges.length)} ${outcome.surges.length === 1 ? "surge" : "surges"} (${[...new Set(outcome.surges.map(({ action }) => printable(action, 40)))].join(", ")})`;
  const answer = incidentId === null ? "" : ` Incident ${incidentId}: ${outcome.coordinated ? `proposed ${formatCount(outcome.proposed)}${outcome.withdrawn > 0 ? `, withdrew ${formatCount(outcome.withdrawn)}` : ""}${outcome.released > 0 ? `, released ${formatCount(outcome.released)}` : ""}` : "a surge and no more, nobody is proposed"} ("ringfence incident ${incidentId}").`;
  return `${read}: ${surges}.${answer}`;
}

/** The contract of `run nightly --json`. */
export const outcomeJson = (outcome: NightlyOutcome): Record<string, unknown> => ({
  run_id: outcome.runId, status: outcome.status, as_of: new Date(outcome.asOfMs).toISOString(), counts: outcome.counts, stages: outcome.stages, warnings: outcome.warnings, losses: outcome.losses,
});

/** What a night came to, for people. */
export function outcomeSentence({ runId, status, asOfMs, counts }: NightlyOutcome): string {
  const night = `Run ${runId} as of ${formatTime(new Date(asOfMs).toISOString())}`;
  const actions = ["ban", "restrict", "challenge", "watch"].map((action) => [action, counts[`candidates_${action}`] ?? 0] as const).filter(([, count]) => count > 0);
  const found = `${formatCount(counts.rings ?? 0)} ${counts.rings === 1 ? "ring" : "rings"} among ${formatCount(counts.population ?? 0)} accounts, ${actions.length === 0 ? "nothing to propose" : `to ${actions.map(([action, count]) => `${action} ${formatCount(count)}`).join(", ")}`}`;
  switch (status) {
    case "published":
      return `${night}: published. ${found}.`;
    case "already-published":
      return `${night} was published before; nothing was changed. ${found}.`;
    case "stale":
      return `${night}: a newer night is already published, so rings and candidates stay as they are. By itself it found ${found}.`;
    case "dry":
      return `${night}: nothing was published (--dry-run). ${found}.`;
  }
}

/** Seconds, rows and memory by stage. */
function stageTable(tools: Tools, outcome: Pick<NightlyOutcome, "stages">): string {
  return formatTable(
    [
      { head: "stage", cell: (stage) => stage.stage },
      { head: "rows in", align: "right", cell: (stage) => formatCount(stage.rows_in) },
      { head: "rows out", align: "right", cell: (stage) => formatCount(stage.rows_out) },
      { head: "time", align: "right", cell: (stage) => formatDuration(stage.seconds) },
      { head: "peak memory", align: "right", cell: (stage) => formatBytes(stage.peak_memory_bytes) },
    ],
    outcome.stages,
    bold(tools.terminal),
  );
}

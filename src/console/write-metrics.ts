import { chmodSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { metricsFile } from "../config/place.js";
import { readAttempts, standingOf, wentWell, type RunAttempt, type Standing } from "./run-log.js";

const label = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
const seconds = (time: string): number => Date.parse(time) / 1000;

/** The Prometheus text format (version 0.0.4): the newest night that went well, and whether the newest one did. No success yet counts as one of 1970, so that the same alert speaks. */
export function formatMetrics({ lastGood, newest }: Standing): string {
  const lines: string[] = [];
  const kind = `kind=${label((newest ?? lastGood)?.kind ?? "nightly")}`;
  const gauge = (name: string, help: string, samples: [labels: string, value: number][]): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map(([labels, value]) => `${name}{${labels}} ${value}`));
  };
  gauge("ringfence_last_success_timestamp_seconds", "When the last good run ended, unix time; 0: there was none.", [[kind, lastGood === undefined ? 0 : seconds(lastGood.finished_at ?? lastGood.started_at)]]);
  gauge("ringfence_as_of_timestamp_seconds", "The end of the windows that the last good run looked at, unix time; 0: there was none.", [[kind, lastGood === undefined ? 0 : seconds(lastGood.as_of)]]);
  if (newest !== undefined) {
    gauge("ringfence_newest_run_good", "1 when the newest run went well, 0 when it failed or was refused.", [[`${kind},status=${label(newest.status)}`, wentWell(newest) ? 1 : 0]]);
    gauge("ringfence_newest_run_timestamp_seconds", "When the newest run began, unix time.", [[kind, seconds(newest.started_at)]]);
  }
  if (lastGood !== undefined) goodMetrics(lastGood, kind, gauge);
  return `${lines.join("\n")}\n`;
}

function goodMetrics(run: RunAttempt, kind: string, gauge: (name: string, help: string, samples: [string, number][]) => void): void {
  const stages = run.stages ?? [];
  gauge("ringfence_last_run_info", "The last good run.", [[`${kind},run_id=${label(run.run_id)}`, 1]]);
  gauge("ringfence_duration_seconds", "How long the last good run took.", [[kind, seconds(run.finished_at ?? run.started_at) - seconds(run.started_at)]]);
  gauge("ringfence_count", "Counts of the last good run, by name.", Object.entries(run.counts).map(([name, value]) => [`${kind},name=${label(name)}`, value]));
  const byStage = (value: (stage: (typeof stages)[number]) => number): [string, number][] => stages.map((stage) => [`${kind},stage=${label(stage.stage)}`, value(stage)]);
  gauge("ringfence_stage_seconds", "How long each stage of the last good run took.", byStage((stage) => stage.seconds));
  gauge("ringfence_stage_rows", "Rows that each stage of the last good run gave.", byStage((stage) => stage.rows_out));
  gauge("ringfence_peak_memory_bytes", "Highest resident memory up to the end of each stage of the last good run.", byStage((stage) => stage.peak_memory_bytes));
}

/** Writes the metrics of a home, from its run log, by rename, so that a scrape never sees half a file. */
export function writeMetrics(home: string): void {
  const file = metricsFile(home);
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next-${process.pid}`;
  writeFileSync(next, formatMetrics(standingOf(readAttempts(home))));
  // Counts only, for an exporter that runs as another user.
  chmodSync(next, 0o644);
  renameSync(next, file);
}

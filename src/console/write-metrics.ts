import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { metricsFile } from "../config/place.js";

/** What a Prometheus node exporter picks up about the newest run that ended well. */
export interface NightMetrics {
  /** Default `nightly`. */
  kind?: string;
  runId: string;
  /** End of the run, ms since 1970 UTC. */
  finishedAtMs: number;
  /** Its as_of, ms since 1970 UTC. */
  asOfMs: number;
  /** Its duration from start to end. */
  seconds: number;
  /** Counts by name. */
  counts: Readonly<Record<string, number>>;
  stages: readonly { stage: string; rows_out: number; seconds: number; peak_memory_bytes: number }[];
}

const label = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

/** The Prometheus text format (version 0.0.4). */
export function formatMetrics(metrics: NightMetrics): string {
  const lines: string[] = [];
  const kind = `kind=${label(metrics.kind ?? "nightly")}`;
  const gauge = (name: string, help: string, samples: [labels: string, value: number][]): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...samples.map(([labels, value]) => `${name}{${labels}} ${value}`));
  };
  gauge("ringfence_last_success_timestamp_seconds", "When the last good run ended, unix time.", [[kind, metrics.finishedAtMs / 1000]]);
  gauge("ringfence_last_run_info", "The last good run.", [[`${kind},run_id=${label(metrics.runId)}`, 1]]);
  gauge("ringfence_as_of_timestamp_seconds", "The end of the windows that the last good run looked at, unix time.", [[kind, metrics.asOfMs / 1000]]);
  gauge("ringfence_duration_seconds", "How long the last good run took.", [[kind, metrics.seconds]]);
  gauge("ringfence_count", "Counts of the last good run, by name.", Object.entries(metrics.counts).map(([name, value]) => [`${kind},name=${label(name)}`, value]));
  const byStage = (value: (stage: NightMetrics["stages"][number]) => number): [string, number][] => metrics.stages.map((stage) => [`${kind},stage=${label(stage.stage)}`, value(stage)]);
  gauge("ringfence_stage_seconds", "How long each stage of the last good run took.", byStage((stage) => stage.seconds));
  gauge("ringfence_stage_rows", "Rows that each stage of the last good run gave.", byStage((stage) => stage.rows_out));
  gauge("ringfence_peak_memory_bytes", "Highest resident memory up to the end of each stage of the last good run.", byStage((stage) => stage.peak_memory_bytes));
  return `${lines.join("\n")}\n`;
}

/** Writes the metrics of a home by rename, so that a scrape never sees half a file. */
export function writeMetrics(home: string, metrics: NightMetrics): void {
  const file = metricsFile(home);
  mkdirSync(dirname(file), { recursive: true });
  const next = `${file}.next-${process.pid}`;
  writeFileSync(next, formatMetrics(metrics));
  renameSync(next, file);
}

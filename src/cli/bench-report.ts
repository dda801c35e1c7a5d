import { formatBytes, formatCount, formatDuration } from "../console/format-value.js";
import { formatTable } from "../console/table.js";
import type { PhysicalLimit } from "../pipeline/physical-limit.js";
import type { StageRow } from "../pipeline/stage-recorder.js";
import type { MemorySample } from "./watch-memory.js";

/** One stage of a measured night. Bytes are null where the system does not tell them. */
export interface BenchStage extends StageRow {
  /** Rows that went in, or came out where that is more, by second. */
  rows_per_second: number;
  /** The most that the night's process and everything that it started held while the stage ran. */
  tree_memory_bytes: number | null;
  /** The most that lay in DuckDB's spill folder while the stage ran. */
  spill_bytes: number | null;
}

/** What `ringfence bench --json` prints, and what `--compare` reads. */
export interface BenchResult {
  accounts: number;
  run_id: string;
  seconds: number;
  /** The night's process tree; the largest process alone where the system does not tell. */
  peak_memory_bytes: number;
  /** The embedded Postgres with all its processes: shared pages count once for each. */
  postgres_memory_bytes: number | null;
  spill_bytes: number | null;
  stages: BenchStage[];
  /** extract_share: seconds of a bare COPY over those of the extract (1: as fast as can be). after_extract_times: everything after the extract up to the candidates, over one scan-and-group. */
  limit: { rows: number; copy_seconds: number; scan_seconds: number; extract_share: number; after_extract_times: number };
  machine: { cpu: string; cores: number; memory_bytes: number; system: string; node: string; postgres: string };
  counts: Record<string, number>;
}

/** What a night left to be measured by. */
export interface Measured {
  accounts: number;
  runId: string;
  seconds: number;
  stages: readonly StageRow[];
  counts: Record<string, number>;
  /** When the night began, ms since 1970. */
  startedMs: number;
  samples: readonly MemorySample[];
  postgresSamples: readonly MemorySample[];
  limit: PhysicalLimit;
  machine: BenchResult["machine"];
}

/** Stages that only a database or a file waits for: no part of what is held against a scan. */
const afterDetection = new Set(["publish", "snapshot"]);

/** The figures of a measured night. Stages follow each other, so a sample belongs to the stage in whose seconds it falls. */
export function benchResult(measured: Measured): BenchResult {
  const { samples, limit } = measured;
  let from = measured.startedMs;
  const stages = measured.stages.map((stage, at): BenchStage => {
    const to = from + stage.seconds * 1000;
    const isLast = at === measured.stages.length - 1;
    const during = samples.filter(({ atMs }) => (at === 0 || atMs >= from) && (isLast || atMs < to));
    from = to;
    return {
      ...stage, rows_per_second: stage.seconds === 0 ? 0 : Math.round(Math.max(stage.rows_in, stage.rows_out) / stage.seconds),
      tree_memory_bytes: most(during, ({ bytes }) => bytes), spill_bytes: most(during, ({ spillBytes }) => spillBytes),
    };
  });
  const secondsOf = (which: (stage: BenchStage) => boolean): number => stages.filter(which).reduce((sum, { seconds }) => sum + seconds, 0);
  const extract = secondsOf(({ stage }) => stage === "extract");
  const after = secondsOf(({ stage }) => stage !== "extract" && !afterDetection.has(stage));
  return {
    accounts: measured.accounts, run_id: measured.runId, seconds: measured.seconds,
    peak_memory_bytes: Math.max(most(samples, ({ bytes }) => bytes) ?? 0, ...stages.map((stage) => stage.peak_memory_bytes)),
    postgres_memory_bytes: most(measured.postgresSamples, ({ bytes }) => bytes), spill_bytes: most(samples, ({ spillBytes }) => spillBytes), stages,
    limit: {
      rows: limit.rows, copy_seconds: limit.copySeconds, scan_seconds: limit.scanSeconds,
      extract_share: extract === 0 ? 0 : limit.copySeconds / extract, after_extract_times: limit.scanSeconds === 0 ? 0 : after / limit.scanSeconds,
    },
    machine: measured.machine, counts: measured.counts,
  };
}

const most = (samples: readonly MemorySample[], of: (sample: MemorySample) => number): number | null => (samples.length === 0 ? null : samples.reduce((top, sample) => Math.max(top, of(sample)), 0));

/** The figures for people. */
export function benchText(result: BenchResult, bold: (text: string) => string): string {
  const bytes = (value: number | null): string => (value === null ? "–" : formatBytes(value));
  const table = formatTable(
    [
      { head: "stage", cell: (stage: BenchStage) => stage.stage },
      { head: "rows in", align: "right", cell: (stage) => formatCount(stage.rows_in) },
      { head: "rows out", align: "right", cell: (stage) => formatCount(stage.rows_out) },
      { head: "time", align: "right", cell: (stage) => formatDuration(stage.seconds) },
      { head: "rows/s", align: "right", cell: (stage) => formatCount(stage.rows_per_second) },
      { head: "memory", align: "right", cell: (stage) => bytes(stage.tree_memory_bytes) },
      { head: "spilled", align: "right", cell: (stage) => bytes(stage.spill_bytes) },
    ],
    result.stages, bold,
  );
  const { limit, machine } = result;
  return `${table}

${formatCount(result.accounts)} accounts, from Postgres to published: ${formatDuration(result.seconds)}. At most ${formatBytes(result.peak_memory_bytes)} in all processes of the night, ${bytes(result.postgres_memory_bytes)} in those of the embedded Postgres.
The same ${formatCount(limit.rows)} rows, bare: ${formatDuration(limit.copy_seconds)} by COPY into a file, so the extract goes at ${Math.round(100 * limit.extract_share)} % of that; ${formatDuration(limit.scan_seconds)} to scan and group them once in DuckDB, so stage to candidate take ${limit.after_extract_times.toFixed(1)} times as long.
${machine.cpu}, ${machine.cores} cores, ${formatBytes(machine.memory_bytes)}, ${machine.system}, Node ${machine.node}, PostgreSQL ${machine.postgres}.
`;
}

/** Two measured nights side by side: what the second needs in parts of the first, by stage and in all. */
export function compareText(first: BenchResult, second: BenchResult, bold: (text: string) => string): string {
  const secondsOf = (result: BenchResult, name: string): number => result.stages.filter(({ stage }) => stage === name).reduce((sum, { seconds }) => sum + seconds, 0);
  const names = [...new Set([...first.stages, ...second.stages].map(({ stage }) => stage))];
  const rows = [
    ...names.map((name) => ({ name, one: secondsOf(first, name), other: secondsOf(second, name), format: formatDuration })),
    { name: "all", one: first.seconds, other: second.seconds, format: formatDuration },
    { name: "bare COPY", one: first.limit.copy_seconds, other: second.limit.copy_seconds, format: formatDuration },
    { name: "bare scan", one: first.limit.scan_seconds, other: second.limit.scan_seconds, format: formatDuration },
    { name: "memory", one: first.peak_memory_bytes, other: second.peak_memory_bytes, format: formatBytes },
  ];
  const table = formatTable(
    [
      { head: "", cell: (row: (typeof rows)[number]) => row.name },
      { head: "first", align: "right", cell: (row) => row.format(row.one) },
      { head: "second", align: "right", cell: (row) => row.format(row.other) },
      { head: "second/first", align: "right", cell: (row) => (row.one === 0 ? "–" : (row.other / row.one).toFixed(2)) },
    ],
    rows, bold,
  );
  return `${table}\n\nFirst: ${formatCount(first.accounts)} accounts, ${formatCount(first.limit.rows)} rows. Second: ${formatCount(second.accounts)} accounts, ${formatCount(second.limit.rows)} rows.\n`;
}

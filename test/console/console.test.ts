import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { csvLine } from "../../src/console/csv-line.js";
import { formatBits, formatCount, formatDuration, formatKey, formatTime } from "../../src/console/format-value.js";
import { printable } from "../../src/console/printable.js";
import { progressLine } from "../../src/console/progress.js";
import { formatTable } from "../../src/console/table.js";
import { appendAttempt, readAttempts, standingOf, type RunAttempt } from "../../src/console/run-log.js";
import { formatMetrics, writeMetrics } from "../../src/console/write-metrics.js";

test("control, bidi, zero-width and lone surrogate characters become visible, letters of any script stay", () => {
  expect(printable("a\tb\nc\rd\u001b[2J\u0000\u202e\u200b\ud800\u2028")).toBe("a\\tb\\nc\\rd\\u001b[2J\\u0000\\u202e\\u200b\\ud800\\u2028");
  expect(printable("zoë 日本 🦊")).toBe("zoë 日本 🦊");
});

test("a long id is cut and says by how much; a surrogate pair is never cut in two", () => {
  expect(printable("x".repeat(10_000), 10)).toBe(`${"x".repeat(9)}…(+9991 characters)`);
  expect(printable("🦊".repeat(5), 3)).toBe("🦊🦊…(+3 characters)");
  expect(printable("x".repeat(60))).toBe("x".repeat(60));
});

test("CSV: quotes where needed, null and the empty text apart", () => {
  expect(csvLine(["a", null, "", "b,c", 'd"e', "f\ng", 1.5, true, " h"])).toBe('a,,"","b,c","d""e","f\ng",1.5,true," h"\r\n');
});

test("numbers, times and keys read well", () => {
  expect([formatCount(1234567), formatCount(null), formatBits(34.06), formatBits(8006.6), formatBits(0)]).toEqual(["1,234,567", "–", "34.1", "8,007", "0.0"]);
  expect([formatTime("2025-12-22T00:00:00.000Z"), formatTime("2025-12-22T18:30:12Z"), formatTime(null)]).toEqual(["2025-12-22", "2025-12-22 18:30", "–"]);
  expect([0.44, 12.4, 185, 7800, 300_000].map(formatDuration)).toEqual(["0.4 s", "12 s", "3 min 05 s", "2 h 10 min", "3 days"]);
  expect(formatKey("ip", "9.9.9.9@1766275200000")).toBe("9.9.9.9 on 2025-12-21");
  expect(formatKey("timing", "follow:room@1766341260000")).toBe("follow:room at 2025-12-21 18:21");
  expect(formatKey("registration", "1766341260000")).toBe("registered about 2025-12-21 18:21");
  expect(formatKey("registration", "1766275200000")).toBe("registered about 2025-12-21 00:00");
  expect(formatKey("device", "1766341260000")).toBe("1766341260000");
});

test("a table has a head, columns in line, no spaces at line ends; its last column wraps between words", () => {
  const columns = [{ head: "n", align: "right" as const, cell: (row: [number, string]) => String(row[0]) }, { head: "why", cell: (row: [number, string]) => row[1] }];
  expect(formatTable(columns, [[1, "a"], [10, "bb"]], (text) => text)).toBe(" n  why\n 1  a\n10  bb");
  expect(formatTable(columns, [[1, "word ".repeat(12).trim()]], (text) => text, 40)).toBe(`n  why\n1  ${"word ".repeat(7).trim()}\n   ${"word ".repeat(5).trim()}`);
  expect(formatTable(columns, [], (text) => text)).toBe("");
});

test("progress is silent without a terminal; on one a finished stage leaves a line", () => {
  const said: string[] = [];
  const err = (text: string): void => void said.push(text);
  progressLine({ err, live: false }, () => 0).stage({ stage: "edge", finished: true });
  expect(said).toEqual([]);
  let now = 0;
  const line = progressLine({ err, live: true }, () => now);
  line.stage({ stage: "edge" });
  now = 2500;
  line.stage({ stage: "edge", done: 1, total: 4 });
  line.stage({ stage: "edge", rows: 1200, finished: true });
  expect(said.join("")).toMatch(/edge .*25 %.*2\.5 s.*edge +1,200 rows +2\.5 s\n$/s);
});

const attempt = (status: string, day: number): RunAttempt => ({
  run_id: `N-${day}`, kind: "nightly", as_of: new Date(Date.UTC(2026, 0, day)).toISOString(), status, reason: status === "failed" ? "no" : null, started_at: new Date(Date.UTC(2026, 0, day, 2)).toISOString(),
  finished_at: status === "running" ? null : new Date(Date.UTC(2026, 0, day, 2, 0, 12, 500)).toISOString(), counts: { rings: 3 }, stages: [{ stage: "edge", rows_out: 7, seconds: 1.5, peak_memory_bytes: 1e9 }],
});

test("metrics are Prometheus text, written whole, of the run log: the last good night, and whether the newest one was", () => {
  const home = mkdtempSync(join(tmpdir(), "metrics-"));
  try {
    for (const one of [attempt("running", 1), attempt("published", 1), attempt("running", 2), attempt("failed", 2)]) appendAttempt(home, one);
    writeMetrics(home);
    expect(readFileSync(join(home, "ringfence.prom"), "utf8")).toBe(formatMetrics({ lastGood: attempt("published", 1), newest: attempt("failed", 2) }));
    expect(readdirSync(home)).toEqual(["ringfence.prom", "runs.jsonl"]);
  } finally {
    rmSync(home, { recursive: true });
  }
  const text = formatMetrics({ lastGood: attempt("published", 1), newest: attempt("failed", 2) });
  expect(text).toContain(`ringfence_last_success_timestamp_seconds{kind="nightly"} ${Date.UTC(2026, 0, 1, 2, 0, 12, 500) / 1000}\n`);
  expect(text).toContain(`ringfence_as_of_timestamp_seconds{kind="nightly"} ${Date.UTC(2026, 0, 1) / 1000}\n`);
  expect(text).toContain('ringfence_newest_run_good{kind="nightly",status="failed"} 0\n');
  expect(text).toContain('ringfence_duration_seconds{kind="nightly"} 12.5\n');
  expect(text).toContain('ringfence_count{kind="nightly",name="rings"} 3\n');
  expect(text).toContain('ringfence_stage_seconds{kind="nightly",stage="edge"} 1.5\n');
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+\{[^{}]*\} -?[\d.e+]+)$/);
});

test("a first night that failed is in the metrics too: the last success was never", () => {
  const text = formatMetrics({ lastGood: undefined, newest: attempt("failed", 2) });
  expect(text).toContain('ringfence_last_success_timestamp_seconds{kind="nightly"} 0\n');
  expect(text).toContain('ringfence_newest_run_good{kind="nightly",status="failed"} 0\n');
});

test("the run log: an attempt is one, begun or ended; what began and was followed by another has failed without a word", () => {
  const home = mkdtempSync(join(tmpdir(), "log-"));
  try {
    for (const one of [attempt("running", 1), attempt("published", 1), attempt("running", 2), attempt("running", 3)]) appendAttempt(home, one);
    expect(readAttempts(home).map(({ run_id, status }) => [run_id, status])).toEqual([["N-1", "published"], ["N-2", "failed"], ["N-3", "running"]]);
    expect(standingOf(readAttempts(home))).toMatchObject({ lastGood: { run_id: "N-1" }, newest: { run_id: "N-2", reason: expect.stringContaining("without a word") } });
  } finally {
    rmSync(home, { recursive: true });
  }
});

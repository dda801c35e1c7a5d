import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { describe, expect, test } from "vitest";
import { benchResult, benchText, compareText, type Measured } from "../../src/cli/bench-report.js";
import { folderBytes, parentOf, treeBytes } from "../../src/cli/watch-memory.js";
import { run } from "./command-line.js";

const stage = (name: "extract" | "trace" | "publish", seconds: number) => ({ stage: name, rows_in: 1000, rows_out: 100, seconds, peak_memory_bytes: 5 });
const measured: Measured = {
  accounts: 100, runId: "N-1", seconds: 9, stages: [stage("extract", 2), stage("trace", 4), stage("publish", 2)], counts: {}, startedMs: 10_000,
  samples: [{ atMs: 11_000, bytes: 100, spillBytes: 0 }, { atMs: 12_500, bytes: 300, spillBytes: 40 }, { atMs: 15_900, bytes: 200, spillBytes: 10 }, { atMs: 17_000, bytes: 150, spillBytes: 0 }],
  postgresSamples: [{ atMs: 11_000, bytes: 70, spillBytes: 0 }], limit: { rows: 1000, copySeconds: 1.5, scanSeconds: 0.5 },
  machine: { cpu: "test", cores: 2, memory_bytes: 1e9, system: "Linux", node: "20", postgres: "16" },
};
const plain = (text: string): string => text;

describe("what a measured night is told as", () => {
  test("a sample counts for the stage in whose seconds it falls; Postgres is told apart", () => {
    const result = benchResult(measured);
    expect(result.stages.map((one) => [one.tree_memory_bytes, one.spill_bytes, one.rows_per_second])).toEqual([[100, 0, 500], [300, 40, 250], [150, 0, 500]]);
    expect(result).toMatchObject({ peak_memory_bytes: 300, postgres_memory_bytes: 70, spill_bytes: 40 });
  });
  test("the extract is held against a bare COPY, what follows up to the candidates against a bare scan; publishing against neither", () => {
    expect(benchResult(measured).limit).toMatchObject({ extract_share: 0.75, after_extract_times: 8 });
  });
  test("without /proc there is nothing to say of the tree, and the process speaks for itself", () => {
    const result = benchResult({ ...measured, samples: [], postgresSamples: [] });
    expect(result).toMatchObject({ peak_memory_bytes: 5, postgres_memory_bytes: null, spill_bytes: null });
    expect(benchText(result, plain)).toContain("–");
  });
  test("two nights are compared by stage and in all", () => {
    const first = benchResult(measured);
    const second = benchResult({ ...measured, seconds: 4.5, stages: [stage("extract", 2), stage("trace", 1), stage("publish", 2)] });
    expect(compareText(first, second, plain)).toMatch(/trace +4\.0 s +1\.0 s +0\.25\n/);
    expect(compareText(first, second, plain)).toMatch(/all +9\.0 s +4\.5 s +0\.50\n/);
  });
});

test("bench --compare reads what --json wrote, and says what is wrong with anything else", async () => {
  const home = mkdtempSync(join(tmpdir(), "bench-"));
  writeFileSync(join(home, "a.json"), `\n> ringfence bench\n${JSON.stringify(benchResult(measured))}`);
  writeFileSync(join(home, "b.json"), "{}");
  expect((await run(home, ["bench", "--compare", "a.json", "a.json"])).out).toContain("second/first");
  expect(await run(home, ["bench", "--compare", "a.json", "b.json"])).toMatchObject({ code: 2, err: expect.stringContaining("no measured night") as string });
  expect(await run(home, ["bench", "--compare", "a.json"])).toMatchObject({ code: 2, err: expect.stringContaining("takes two files") as string });
});

describe.runIf(process.platform === "linux")("the memory of a process tree", () => {
  test("holds what children hold", async () => {
    const child = spawn(process.execPath, ["-e", "const held = Buffer.alloc(200e6, 1); process.stdout.write('up'); setTimeout(() => held, 20000)"], { stdio: ["ignore", "pipe", "inherit"] });
    const before = treeBytes(process.pid);
    await new Promise((up) => child.stdout.once("data", up));
    expect(parentOf(child.pid!)).toBe(process.pid);
    expect(treeBytes(child.pid!)).toBeGreaterThan(200e6);
    expect(treeBytes(process.pid) - before).toBeGreaterThan(100e6);
    child.kill();
    await new Promise((gone) => child.once("close", gone));
  });
  test("a process or a folder that is not there holds nothing", () => {
    expect(treeBytes(2 ** 30)).toBe(0);
    expect(folderBytes("/nowhere")).toBe(0);
  });
});

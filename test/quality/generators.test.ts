import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeWorld } from "../../src/world/make-world.js";
import { oneLine } from "../baselines/one-line.js";
import { planFrom } from "./generator-plan.js";
import { generatorReport, generatorSummary, worstFirst } from "./generator-report.js";
import { measureFolder, type FolderResult } from "./measure-folder.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-generators-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const folderOf = (name: string, files: Record<string, string>): string => {
  mkdirSync(join(base, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(base, name, file), text);
  return join(base, name);
};

test("the plan: folders are one generator's each, named ones belong together; a plan file makes its worlds", () => {
  const [one, two] = [folderOf("one", {}), folderOf("two", {})];
  const plan = planFrom(["one", "x=two", `x=${one}`, "--as-of", "2025-12-23", "--all"], base, { RINGFENCE_EVALUATE_DIR: "kept" });
  expect(plan).toMatchObject({ nightBefore: true, baselines: true, docs: false, folder: "kept" });
  const asOfMs = Date.UTC(2025, 11, 23);
  expect(plan.worlds).toEqual([
    { generator: "one", name: "one", folder: one, asOfMs }, { generator: "x", name: "two", folder: two, asOfMs }, { generator: "x", name: "one", folder: one, asOfMs },
  ]);
  folderOf("plans", {
    "plan.json": JSON.stringify({
      generators: [
        { name: "own", command: "make {accounts} {seed} {options} > {out}", attack: "--attack", quiet: "--none", worlds: [{ accounts: 20, seeds: [1, 2], quiet_seeds: [3] }] },
        { name: "theirs", folders: ["../one"], as_of: "2025-12-22" },
      ],
    }),
  });
  expect(planFrom(["--plan", "plans/plan.json"], base, {}).worlds).toEqual([
    { generator: "own", name: "attack-20-1", command: "make 20 1 --attack > {out}", accounts: 20, seed: 1 },
    { generator: "own", name: "attack-20-2", command: "make 20 2 --attack > {out}", accounts: 20, seed: 2 },
    { generator: "own", name: "quiet-20-3", command: "make 20 3 --none > {out}", accounts: 20, seed: 3 },
    { generator: "theirs", name: "one", folder: one, asOfMs: Date.UTC(2025, 11, 22) },
  ]);
  expect(() => planFrom(["--every"], base, {})).toThrow(/--night-before.*not --every/);
  expect(() => planFrom(["nowhere"], base, {})).toThrow(/no folder .*nowhere/);
  expect(() => planFrom(["one", "--as-of", "soon"], base, {})).toThrow(/no time/);
});

test("the one line of SQL: live around 22:00 of the last evening, at most one act in the week before; rows of later are not there yet", async () => {
  const ids = Array.from({ length: 6 }, (_, i) => `bot${i}`);
  const acts = ids.map((id, i) => `${id},live_start,${id},2025-12-22T22:0${i}:00Z`);
  const folder = folderOf("night", {
    "accounts.csv": `account_id,created_at\n${[...ids, "busy", "late", "early"].map((id) => `${id},2025-12-01T00:00:00Z\n`).join("")}`,
    "logins.csv": "account_id,device_id,ip,logged_in_at\n",
    "actions.csv": `account_id,action,target_id,acted_at\n${[
      ...acts, "bot0,like,x,2025-12-20T10:00:00Z", "busy,live_start,busy,2025-12-22T22:01:00Z", "busy,like,x,2025-12-20T10:00:00Z", "busy,like,y,2025-12-20T10:00:00Z",
      "late,live_start,late,2025-12-22T22:15:00Z", "early,live_start,early,2025-12-22T21:57:59.999Z",
    ].join("\n")}\n`,
  });
  expect([...(await oneLine(folder)).keys()].sort()).toEqual(ids);
  expect((await oneLine(folder, Date.UTC(2025, 11, 22))).size).toBe(0);
});

test("a night on a folder, kept and read again; the tables stand on it", async () => {
  const folder = join(base, "world");
  await makeWorld({ accounts: 1500, seed: 9, out: folder, ringShare: 0.03, sleepingShare: 0, habits: ["farm"] });
  const call = (...args: string[]): Promise<FolderResult> => {
    const plan = planFrom(args, base, { RINGFENCE_EVALUATE_DIR: join(base, "kept") });
    return measureFolder(plan, plan.worlds[0], () => {});
  };
  const result = await call("own=world");
  expect(result).toMatchObject({ generator: "own", name: "world", kind: "rings", baselines: {} });
  expect(result.night.as_of).toBe("2025-12-22T00:00:00.000Z");
  expect(result.night.peak_memory_bytes).toBeGreaterThan(1e7);
  expect(result.night.evaluation.any.recall).toBeGreaterThan(0.5);
  expect(result.night.losses.length).toBe(result.night.evaluation.rings.true_count);
  expect(result.night.losses.some((loss) => loss.acted_on && loss.proposed && loss.accepted && loss.verdict.measured.evidence_bits > 0)).toBe(true);
  expect((await call("own=world")).night).toEqual(result.night);

  // A world that is made: by the shell, in a folder that is gone afterwards.
  writeFileSync(join(base, "made.json"), JSON.stringify({ generators: [{ name: "it's made", command: `cp '${folder}'/*.* {out}`, worlds: [{ accounts: 1500, seeds: [9] }] }] }));
  const made = await call("--plan", "made.json");
  expect(made).toMatchObject({ generator: "it's made", name: "attack-1500-9", accounts: 1500, seed: 9 });
  expect(made.night.evaluation).toEqual({ ...result.night.evaluation, run_id: made.night.evaluation.run_id });
  expect(readdirSync(join(base, "kept", "generators")).filter((name) => !name.endsWith(".json"))).toEqual([]);

  const quiet: FolderResult = { ...result, name: "quiet", kind: "quiet" };
  const worse: FolderResult = { ...result, generator: "a | b", night: { ...result.night, evaluation: { ...result.night.evaluation, ban: { ...result.night.evaluation.ban, precision: 0.1, right_count: 1, flagged_count: 10, wrong_count: 9 } } } };
  expect(worstFirst([result, quiet, worse]).map(([name]) => name)).toEqual(["a | b", "own"]);
  const report = generatorReport([result, quiet, worse]);
  expect(report.indexOf("## a &#124; b")).toBeLessThan(report.indexOf("## own"));
  expect(report).toContain("The same people and no rings:");
  for (const table of report.trim().split("\n\n").filter((part) => part.startsWith("|"))) expect(new Set(table.split("\n").map((line) => line.split("|").length)).size, table).toBe(1);
  expect(generatorSummary([result, quiet, worse])).toMatch(/\| a &#124; b \|.*\n\| own \|/);
});

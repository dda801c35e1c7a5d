import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { packageFolder, snapshotFile, workFolder } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { stageNames } from "../../src/pipeline/stage-recorder.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, fromSnapshot, openHouse, richRings, worldAsOfMs, type House } from "./night.js";

const day = 86_400_000;
const nextMs = worldAsOfMs + day;
let house: House;
let world: string;

beforeAll(async () => {
  house = await openHouse();
  world = folderIn(house.home, "world");
  await makeWorld({ accounts: 6000, seed: 7, ...richRings, out: world });
  await house.load(world);
});
afterAll(() => house.close());

/** Everything that people and enforcement read; the run's table apart, where a failed run leaves its row. */
async function published(): Promise<string> {
  const tables = ["ring", "ring_member", "ring_event", "hub", "quarantine", "ban_candidate"];
  const texts = await Promise.all(tables.map((table) => house.rows(`select coalesce(string_agg(row::text, chr(10) order by row::text collate "C"), '') as text from ringfence.${table} as row`)));
  return createHash("sha256").update(JSON.stringify(texts)).digest("hex");
}
const fileDigest = (): string => createHash("sha256").update(readFileSync(snapshotFile(house.home))).digest("hex");
const failedRuns = (): Promise<Record<string, unknown>[]> => house.rows("select run_id, status, reason from ringfence.run where status <> 'published' order by started_at");

/** What stood before a failure, and that it still stands, whole and readable. */
async function standing(): Promise<() => Promise<void>> {
  const [rows, file] = [await published(), fileDigest()];
  const people = await fromSnapshot(house.home, "select count(*)::int as n from candidate_list");
  return async () => {
    expect(await published()).toBe(rows);
    expect(fileDigest()).toBe(file);
    expect(await fromSnapshot(house.home, "select count(*)::int as n from candidate_list")).toEqual(people);
    // Nothing half-made lies about.
    expect(existsSync(workFolder(house.home))).toBe(false);
    expect(readdirSync(house.home).filter((name) => name.includes(".next-"))).toEqual([]);
  };
}

beforeEach(async () => {
  await house.forget();
  const { counts } = await house.night();
  // There must be something to lose.
  expect(counts.candidates_ban).toBeGreaterThan(10);
});

describe("a failure anywhere leaves the night before whole, is on record, and the next night starts clean", () => {
  test("in every stage up to publishing", async () => {
    const untouched = await standing();
    for (const stage of stageNames.filter((name) => name !== "snapshot")) {
      const failing = house.night({
        asOfMs: nextMs,
        progress: (event) => {
          if (event.stage === stage) throw new Error(`the machine caught fire in ${stage}`);
        },
      });
      await expect(failing).rejects.toThrow("the machine caught fire");
      await untouched();
      expect(await failedRuns()).toContainEqual({ run_id: expect.any(String), status: "failed", reason: expect.stringContaining(`caught fire in ${stage}`) });
    }
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
    expect(await fromSnapshot(house.home, "select count(*)::int as n from run where status = 'published'")).toEqual([{ n: 2 }]);
  });

  test("after publishing, before the investigators' file: the old file stays whole, the same night again brings the new one", async () => {
    const file = fileDigest();
    const failing = house.night({
      asOfMs: nextMs,
      progress: (event) => {
        if (event.stage === "snapshot") throw new Error("the machine caught fire");
      },
    });
    await expect(failing).rejects.toThrow("the machine caught fire");
    expect(fileDigest()).toBe(file);
    const rows = await published();
    expect((await house.night({ asOfMs: nextMs })).status).toBe("already-published");
    expect(await published()).toBe(rows);
    expect(await fromSnapshot(house.home, "select count(*)::int as n from run where status = 'published'")).toEqual([{ n: 2 }]);
  });

  test("interrupted while it reads, computes or searches", async () => {
    const untouched = await standing();
    for (const stage of ["extract", "trace", "edge", "ring"]) {
      const controller = new AbortController();
      const failing = house.night({ asOfMs: nextMs, signal: controller.signal, progress: (event) => void (event.stage === stage && event.finished !== true && controller.abort(new Error("asked to stop"))) });
      await expect(failing).rejects.toThrow();
      await untouched();
      const [last] = await house.rows("select status, reason from ringfence.run where status <> 'published' order by run_id like 'failed-%', finished_at desc limit 1");
      expect(last).toMatchObject({ status: "failed", reason: expect.stringContaining("interrupted") });
    }
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
  });

  test("interrupted while it publishes: before or after, never between", async () => {
    const controller = new AbortController();
    const ended = await house.night({ asOfMs: nextMs, signal: controller.signal, progress: (event) => void (event.stage === "publish" && controller.abort(new Error("asked to stop"))) }).catch(() => undefined);
    const [run] = await house.rows("select status, (select count(*)::int from ringfence.ring_member where run_id = run.run_id) as members from ringfence.run where as_of = $1", [new Date(nextMs)]);
    expect(run.status === "published" ? Number(run.members) > 0 : run.members === 0 && ended === undefined).toBe(true);
    expect((await house.night({ asOfMs: nextMs })).status).toMatch(/published$/);
    expect(await fromSnapshot(house.home, "select count(*)::int as n from run where status = 'published'")).toEqual([{ n: 2 }]);
  });

  test("the results schema rejects a row in the middle of publishing", async () => {
    const untouched = await standing();
    await house.client.query("create function reject() returns trigger language plpgsql as $$ begin raise exception 'no more rows'; end $$");
    // Rings and members are written by then.
    await house.client.query("create trigger reject before insert on ringfence.ring_event for each row execute function reject()");
    try {
      await expect(house.night({ asOfMs: nextMs })).rejects.toThrow("no more rows");
    } finally {
      await house.client.query("drop function reject cascade");
    }
    await untouched();
    expect(await failedRuns()).toEqual([expect.objectContaining({ status: "failed", reason: expect.stringContaining("no more rows") })]);
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
  });

  test("a source table is gone", async () => {
    const untouched = await standing();
    await house.client.query("alter table logins rename to logins_elsewhere");
    await expect(house.night({ asOfMs: nextMs })).rejects.toMatchObject({ code: "INPUT", exitCode: 3, message: expect.stringContaining("logins") });
    await house.client.query("alter table logins_elsewhere rename to logins");
    await untouched();
    expect(await failedRuns()).toEqual([expect.objectContaining({ status: "failed", reason: expect.stringContaining("lacks a table") })]);
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
  });

  test("the connections are cut in the middle: the lock is free again, nothing is published, and the failure is on record", async () => {
    const untouched = await standing();
    let cut: Promise<unknown> | undefined;
    const failing = house.night({
      asOfMs: nextMs,
      progress: (event) => {
        if (event.stage === "edge") cut ??= house.client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ringfence nightly%' and datname = current_database()");
      },
    });
    await expect(failing).rejects.toMatchObject({ code: "DATABASE", exitCode: 2 });
    await cut;
    await untouched();
    expect(await failedRuns()).toEqual([expect.objectContaining({ status: "failed", reason: expect.stringContaining("lock was lost") })]);
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
    expect((await house.rows("select status from ringfence.run where status = 'running'"))).toEqual([]);
  });

  test("the process is killed in the middle", async () => {
    const untouched = await standing();
    const env = { ...process.env, DATABASE_URL: house.url, RINGFENCE_HOME: house.home, RINGFENCE_SOURCE_URL: "", RINGFENCE_CONFIG: "" };
    const child = spawn(process.execPath, [join(packageFolder, "src/cli/launch.js"), "run", "nightly", "--as-of", new Date(nextMs).toISOString()], { env, stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
    const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
    while (!isOver() && !existsSync(join(workFolder(house.home), "extract"))) await pause(5);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    expect(existsSync(workFolder(house.home))).toBe(true);
    expect((await house.night({ asOfMs: nextMs, dryRun: true })).status).toBe("dry");
    await untouched();
    expect((await house.night({ asOfMs: nextMs })).status).toBe("published");
    expect(await house.rows("select status from ringfence.run where status = 'running'")).toEqual([]);
  });
});

test("the investigators' file can be opened read-only by another process at every stage of a night, and a reader of before keeps its version", async () => {
  const file = snapshotFile(house.home);
  const script = `
    import { DuckDBInstance } from "@duckdb/node-api";
    const file = await DuckDBInstance.create(${JSON.stringify(file)}, { access_mode: "READ_ONLY" });
    const reader = await (await file.connect()).runAndReadAll("select (select count(*) from run where status = 'published')::int, (select count(*) from edge)::int, (select count(*) from candidate_list)::int");
    console.log(JSON.stringify(reader.getRows()[0]));`;
  const read = async (): Promise<number[]> => JSON.parse((await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], { cwd: packageFolder })).stdout) as number[];
  const first = await read();
  const early = await DuckDbEngine.open({ path: file, readOnly: true });
  try {
    const reads: Promise<number[]>[] = [];
    const second = await house.night({ asOfMs: nextMs, progress: (event) => void (event.finished === undefined && event.message === undefined && reads.push(read())) });
    expect(second.status).toBe("published");
    const seen = await Promise.all(reads);
    const last = await read();
    expect(seen.length).toBe(stageNames.length);
    expect(first[0]).toBe(1);
    expect(last[0]).toBe(2);
    // Each sees the one file or the other, never half of one.
    for (const rows of seen) expect([first, last]).toContainEqual(rows);
    expect(await early.number("select count(*) from run where status = 'published'")).toBe(1);
    expect(await early.number("select count(*) from edge")).toBe(first[1]);
  } finally {
    early.close();
  }
}, 90_000);

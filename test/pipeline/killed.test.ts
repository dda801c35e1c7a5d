import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { baselineFile, packageFolder, snapshotFile, workFolder } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { stageNames } from "../../src/pipeline/stage-recorder.js";
import { killPoints, type KillPoint } from "../../src/postgres/kill-point.js";
import { makeWorld } from "../../src/world/make-world.js";
import { build } from "../enforcement/cut-off.js";
import { folderIn, openHouse, richRings, worldAsOfMs, type House } from "./night.js";

// A night's own process is killed wherever it can be, by SIGKILL, and nothing half-written may be seen: by enforcement, which reads Postgres, by investigators,
// who read their file, by the minutes, which read what the night left for them. Beside it another house has the same nights without a kill.

const day = 86_400_000;
const [first, second, third] = [worldAsOfMs - day, worldAsOfMs, worldAsOfMs + day];
let house: House;
let undisturbed: House;

beforeAll(async () => {
  build();
  [house, undisturbed] = [await openHouse(), await openHouse()];
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 3000, seed: 7, ...richRings, out: world });
  for (const one of [house, undisturbed]) {
    await one.load(world);
    // Some rings are found a night later only, and one night's proposals are not the other's.
    expect(await nightly(one, first)).toMatchObject({ how: 0 });
  }
}, 120_000);
afterAll(async () => {
  await house.close();
  await undisturbed.close();
});

const tables = ["ring", "ring_member", "ring_event", "ring_key", "hub", "quarantine", "ban_candidate", "armed", "usual_action", "usual_target", "usual_registration", "usual_network"];
/** Everything in Postgres that people, enforcement and the minutes read, without clocks and numbers that a rollback uses up. */
async function inPostgres(of: House): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const table of tables) seen[table] = JSON.stringify(await of.rows(`select count(*)::int as n, coalesce(md5(string_agg(line, chr(10) order by line collate "C")), '') as text from (select (to_jsonb(row) - 'case_id')::text as line from ringfence.${table} as row) as lines`));
  seen.run = JSON.stringify(await of.rows("select run_id, as_of from ringfence.run where status = 'published' order by as_of"));
  return seen;
}

/** Everything in a DuckDB file of a home, table by table. */
async function inFile(path: string): Promise<Record<string, string>> {
  const engine = await DuckDbEngine.open({ path, readOnly: true });
  try {
    const columns = await engine.rows("select table_schema as s, table_name as t, string_agg('\"' || column_name || '\"', ', ' order by ordinal_position) as c from information_schema.columns where column_name not in ('case_id', 'started_at', 'finished_at', 'stages', 'counts') and table_name in (select table_name from duckdb_tables()) group by all order by all");
    const seen: Record<string, string> = {};
    for (const { s, t, c } of columns) {
      // Of runs that were published: a killed one leaves its row as well.
      const which = t === "run" ? "where status = 'published'" : "";
      const [row] = await engine.rows(`select count(*) as n, coalesce(md5(string_agg(line, chr(10) order by line)), '') as text from (select cast(row(${String(c)}) as varchar) as line from "${String(s)}"."${String(t)}" ${which})`);
      seen[`${String(s)}.${String(t)}`] = `${String(row.n)} ${String(row.text)}`;
    }
    return seen;
  } finally {
    engine.close();
  }
}
const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

/** `ringfence run nightly` as a scheduler starts it: 0, or how it ended. */
function nightly(of: House, asOfMs: number, killAt?: KillPoint): Promise<{ how: number | string | null; err: string }> {
  const env = { ...process.env, NODE_ENV: "test", RINGFENCE_KILL_AT: killAt ?? "", DATABASE_URL: of.url, RINGFENCE_HOME: of.home, RINGFENCE_SOURCE_URL: "", RINGFENCE_CONFIG: "" };
  const child = spawn(process.execPath, [join(packageFolder, "src/cli/launch.js"), "run", "nightly", "--as-of", new Date(asOfMs).toISOString()], { env, stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  return new Promise((resolve) => child.once("close", (code, signal) => resolve({ how: signal ?? code, err })));
}

test("every stage has a place where it begins and one where it has ended", () => {
  for (const stage of stageNames) expect(killPoints).toEqual(expect.arrayContaining([`night:${stage}`, `night:${stage}:done`]));
});

describe("a night that is killed", () => {
  // Where a stage ends and the next begins at once, one of the two does.
  const points = killPoints.filter((point) => point.startsWith("night:") && !/^night:(extract|trace|edge|ring):done$/.test(point));
  // Within publishing, which test/enforcement/crashes.test.ts kills everywhere: with rings written, with proposals written, and behind the commit.
  points.splice(points.indexOf("night:baseline-written"), 1, "publish:members-written", "publish:proposed", "night:baseline-written", "publish:committed");
  const committed = points.indexOf("publish:committed");

  test("up to its commit: what was published before stands, whole, and the lock is free", async () => {
    const [before, file, baseline] = [await inPostgres(house), digest(snapshotFile(house.home)), digest(baselineFile(house.home))];
    for (const point of points.slice(0, committed)) {
      expect((await nightly(house, second, point)).how, point).toBe("SIGKILL");
      expect(await inPostgres(house), point).toEqual(before);
      expect([digest(snapshotFile(house.home)), digest(baselineFile(house.home))], point).toEqual([file, baseline]);
    }
    // One row is left of them all, of the description that they have in common; those killed before there was one left none.
    expect(await house.rows("select count(*)::int as n, min(status) as status from ringfence.run where as_of = $1", [new Date(second)])).toEqual([{ n: 1, status: "running" }]);
  });

  test("behind its commit: all of it is published, and the files are the old ones or the new ones", async () => {
    const files = (): [string, string] => [digest(snapshotFile(house.home)), digest(baselineFile(house.home))];
    const [snapshot, baseline] = files();
    let published: Record<string, string> | undefined;
    for (const point of points.slice(committed)) {
      expect((await nightly(house, second, point)).how, point).toBe("SIGKILL");
      const now = await inPostgres(house);
      published ??= now;
      expect(now, point).toEqual(published);
      expect(await house.rows("select status from ringfence.run where as_of = $1", [new Date(second)]), point).toEqual([{ status: "published" }]);
      const [snapshotNow, baselineNow] = files();
      expect([point, snapshotNow === snapshot]).toEqual([point, point !== "night:snapshot:done"]);
      expect([point, baselineNow === baseline]).toEqual([point, point === "publish:committed"]);
    }
  });

  test("is finished by the next one, and nothing tells it from a night that nobody killed; nor the night after", async () => {
    for (const one of [house, undisturbed]) expect(await nightly(one, second)).toMatchObject({ how: 0 });
    const same = async (): Promise<void> => {
      expect(await inPostgres(house)).toEqual(await inPostgres(undisturbed));
      for (const path of [snapshotFile, baselineFile]) expect(await inFile(path(house.home))).toEqual(await inFile(path(undisturbed.home)));
    };
    await same();
    for (const one of [house, undisturbed]) expect(await nightly(one, third)).toMatchObject({ how: 0 });
    await same();
    expect(await house.rows("select status, count(*)::int as n from ringfence.run group by 1")).toEqual([{ status: "published", n: 3 }]);
    expect([existsSync(workFolder(house.home)), readdirSync(house.home).filter((name) => name.includes(".next-"))]).toEqual([false, []]);
  });
});

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

let database: TestDatabase;
let home: string;
beforeAll(async () => {
  database = await testDatabase();
  home = mkdtempSync(join(tmpdir(), "minutes-"));
});
afterAll(async () => {
  await database.drop();
  rmSync(home, { recursive: true, force: true });
});

/** `ringfence serve` in a process of its own until its log holds what is looked for; then it is asked to stop. Gives its log and its exit code. */
async function serving(schedule: object, until: string): Promise<{ log: string; code: number | null }> {
  const config = join(home, "config.json");
  writeFileSync(config, JSON.stringify({ schedule: { nightly: "0 0 1 1 *", retention: "0 0 1 1 *", expiry: "0 0 1 1 *", ...schedule } }));
  const child = spawn(process.execPath, ["src/cli/launch.js", "serve"], { env: { ...process.env, DATABASE_URL: database.url, RINGFENCE_HOME: home, RINGFENCE_CONFIG: config, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  const hear = (part: Buffer): void => {
    log += part.toString();
    if (log.includes(until)) child.kill("SIGTERM");
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  return { log, code };
}

test("serve looks at the minutes in a thread of its own, waits for a first night, and ends with its thread", async () => {
  const { log, code } = await serving({ incident: "* * * * * *" }, "the minutes wait for a first night");
  expect(log).toContain("the minutes wait for a first night");
  expect(log).toContain("stopped");
  expect(code).toBe(143);
});

test("a pattern that is none is refused at the start, by its name", async () => {
  const { log, code } = await serving({ incident: "every minute" }, "never");
  expect(log).toContain("schedule.incident");
  expect(code).toBe(2);
});

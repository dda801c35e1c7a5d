import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { buildTinyNight } from "../duckdb/tiny-night.js";

// The real process: launcher, signals, exit codes, pipes.
const launcher = join(packageFolder, "src", "cli", "launch.js");
let home: string;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "launch-"));
  await buildTinyNight(home);
  // Builds when stale, so that the tests below measure the command line only.
  spawnSync(process.execPath, [launcher, "--version"]);
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_CONFIG: "", RINGFENCE_DEBUG: "" });
const launch = (args: string[], env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [launcher, ...args], { encoding: "utf8", env: { ...environment(), ...env } });

test("exit codes leave the process", () => {
  expect(launch(["--version"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: "" });
  expect(launch(["rings", "--json"]).status).toBe(0);
  expect(launch(["ring", "R-99"])).toMatchObject({ status: 2, stdout: "" });
  expect(launch(["status"]).status).toBe(1);
});

test("the stack is shown only when it is asked for", () => {
  expect(launch(["ring", "R-99"]).stderr.split("\n")).toHaveLength(2);
  expect(launch(["ring", "R-99"], { RINGFENCE_DEBUG: "1" }).stderr).toMatch(/\n {4}at /);
});

test("a reader that closes early is no error", () => {
  const { status, stderr } = spawnSync("sh", ["-c", `"${process.execPath}" "${launcher}" query --json "from range(300000)" | head -n 2 >/dev/null; echo done`], { encoding: "utf8", env: environment() });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test.each([["SIGTERM", 143], ["SIGINT", 130]] as const)("serve stops gracefully on %s with exit code %i", async (signal, code) => {
  const child = spawn(process.execPath, [launcher, "serve"], { env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (text.includes('"serving"')) child.kill(signal);
  });
  expect(await new Promise((resolve) => child.on("close", resolve))).toBe(code);
  expect(out).toContain('"msg":"stopped"');
});

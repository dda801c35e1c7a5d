import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";

// What a newcomer does first, with nothing replaced: the real launcher, a real Postgres, the sample.
let home: string;
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), "demo-"))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const launchWith = (env: NodeJS.ProcessEnv, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), ...args], { encoding: "utf8", cwd: home, env: { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_SOURCE_URL: "", RINGFENCE_CONFIG: "", ...env } });
const launch = (...args: string[]): ReturnType<typeof launchWith> => launchWith({}, ...args);
/** Processes whose command line names our home. */
const leftBehind = (): string[] => spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout.split("\n").filter((line) => line.includes(home) && line.includes("postgres"));

test("the demo goes from nothing to rings, candidates, a file, pictures and three commands that work; it leaves no server behind", () => {
  const { status, stdout, stderr } = launch("demo");
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/: published\. \d+ rings among 1\d,\d{3} accounts/);
  expect(stdout).toMatch(/^R-1 +\d+ /m);
  expect(stdout).toContain("Strongest candidates");
  expect(existsSync(join(home, "ringfence.duckdb"))).toBe(true);
  const rings = Number(/: published\. (\d+) rings/.exec(stdout)?.[1]);
  const drawn = readdirSync(join(home, "pictures"));
  expect([drawn.filter((name) => name.endsWith(".svg")).length, drawn.filter((name) => name.endsWith(".html")).length]).toEqual([rings, rings]);
  expect(readFileSync(join(home, "pictures", "R-1.svg"), "utf8")).toContain("<svg");
  const next = [...stdout.slice(stdout.indexOf("Try next")).matchAll(/^ {2}(?:RINGFENCE_HOME=\S+ )?npx --no-install ringfence (\w+) (.+)$/gm)];
  // The console goes on until it is stopped; test/web/command.test.ts tries it.
  expect(next.map(([, command]) => command)).toEqual(["ring", "account", "query", "console"]);
  for (const [, command, rest] of next.slice(0, 3)) expect(launch(command, rest.replace(/^["'](.*)["']$/, "$1")).status).toBe(0);
  expect(leftBehind()).toEqual([]);
}, 120_000);

test("a second demo changes nothing", () => {
  const before = readFileSync(join(home, "ringfence.duckdb"));
  const { status, stdout } = launch("demo");
  expect(status).toBe(0);
  expect(stdout).toContain("was published before; nothing was changed");
  expect(readFileSync(join(home, "ringfence.duckdb")).equals(before)).toBe(true);
  // The night went well and looked at a day of long ago.
  expect(launch("status")).toMatchObject({ status: 1, stdout: expect.stringContaining("but looked at what was before 2025-12-22") });
}, 120_000);

test("a database that the environment names is never touched: the demo has one of its own, and says so", () => {
  const env = { DATABASE_URL: "postgres://nobody:s3cret@127.0.0.1:1/precious", RINGFENCE_SOURCE_URL: "postgres://nobody:s3cret@127.0.0.1:1/precious" };
  const before = readFileSync(join(home, "ringfence.duckdb"));
  const { status, stdout, stderr } = launchWith(env, "demo");
  expect(status, stderr).toBe(0);
  expect(stderr).toContain(`DATABASE_URL is set; the demo does not touch that database. It uses a Postgres of its own under ${join(home, "demo")}.`);
  expect(stderr + stdout).not.toContain("s3cret");
  expect(stdout).toMatch(/^ {2}RINGFENCE_HOME=demo npx --no-install ringfence ring R-1$/m);
  expect(readFileSync(join(home, "ringfence.duckdb")).equals(before)).toBe(true);
  expect(existsSync(join(home, "demo", "ringfence.duckdb"))).toBe(true);
  expect(leftBehind()).toEqual([]);
}, 120_000);

test("a database with accounts of its own is left alone", () => {
  expect(launch("load", join(packageFolder, "data-samples"), "--append").status).not.toBe(0);
  const own = join(home, "own");
  expect(launch("world", "--accounts", "600", "--seed", "3", "--out", own).status).toBe(0);
  expect(launch("load", own, "--replace").status).toBe(0);
  const { status, stderr } = launch("demo");
  expect(status).toBe(2);
  expect(stderr).toMatch(/holds accounts of its own; nothing was changed/);
  expect(leftBehind()).toEqual([]);
}, 120_000);

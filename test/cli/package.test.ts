import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";

// The package as somebody else's dependency: packed, unpacked into an empty folder, run there. What it depends on is linked from here, one folder for each
// that package.json names, so that nothing is downloaded, and nothing that is only for development (TypeScript) can be found.
let folder: string;
let installed: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  // Builds where that is stale; packing itself must not, for other tests run what is built meanwhile.
  execFileSync(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "--version"]);
  const [packed] = JSON.parse(execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], { cwd: packageFolder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })) as { filename: string }[];
  installed = join(folder, "app", "node_modules", "ringfence");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["xzf", join(folder, packed.filename), "--strip-components=1", "-C", installed]);
  const top = join(packageFolder, "node_modules");
  const listed = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], { cwd: packageFolder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim().split("\n");
  // What lies in another package's own node_modules comes with that one.
  const wanted = listed.filter((path) => path.startsWith(`${top}/`)).map((path) => path.slice(top.length + 1)).filter((name) => !name.includes("node_modules"));
  for (const name of wanted) {
    const at = join(folder, "app", "node_modules", name);
    mkdirSync(join(at, ".."), { recursive: true });
    if (!existsSync(at)) symlinkSync(join(packageFolder, "node_modules", name), at);
  }
  writeFileSync(join(folder, "app", "package.json"), "{}");
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [join(installed, "src", "cli", "launch.js"), ...args], { encoding: "utf8", cwd: join(folder, "app"), env: { ...process.env, RINGFENCE_HOME: join(folder, "home"), DATABASE_URL: "", RINGFENCE_SOURCE_URL: "", RINGFENCE_CONFIG: "" } });

test("holds no TypeScript, and TypeScript is not there", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((path) => path.endsWith(".ts"))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(["README.md", "LICENSE", "NOTICE", "docs/feed.md", "templates/views.sql", "sql/traces/device.sql", "src/postgres/supervise.js"]));
  expect(existsSync(join(folder, "app", "node_modules", "typescript"))).toBe(false);
});

test("runs the demo from nothing", () => {
  const { status, stdout, stderr } = run("demo");
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/: published\. \d+ rings among 1\d,\d{3} accounts/);
  expect(readdirSync(installed)).not.toContain("var");
}, 120_000);

test("writes what an operator starts from", () => expect(run("init", join(folder, "mine"))).toMatchObject({ status: 0, stdout: expect.stringContaining("grant connect, temporary") }));

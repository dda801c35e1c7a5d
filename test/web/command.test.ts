import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { readPage } from "../../src/web/page-files.js";
import { run } from "../cli/command-line.js";
import { buildTinyNight } from "../duckdb/tiny-night.js";
import { buildPage } from "./house.js";

// The real process: what it prints, how it ends.
let home: string;
beforeAll(async () => {
  buildPage();
  home = mkdtempSync(join(tmpdir(), "console-command-"));
  await buildTinyNight(home);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("prints one address, answers there, says that it only reads, and ends on a signal", async () => {
  const child = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "console", "--port", "0"], { env: { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_CONFIG: "" }, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  await new Promise<void>((resolve) => child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
    if (out.includes("\n")) resolve();
  }));
  expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}\n$/);
  const page = await fetch(out.split("#")[0]);
  expect([page.status, (await page.text()).startsWith("<!doctype html>")]).toEqual([200, true]);
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(130);
  expect(err).toContain("only reads");
});

test("what cannot work is said before anything listens", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  expect(await run(home, ["console", "--port", String(port)])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("is taken") });
  taken.close();
  expect(await run(home, ["console", "--host", "0.0.0.0"])).toMatchObject({ code: 2, err: expect.stringContaining("speaks no TLS") });
  expect(await run(home, ["console", "--port", "70000"])).toMatchObject({ code: 2, err: expect.stringContaining("from 0 to 65535") });
  expect(await run(join(home, "nowhere"), ["console"], { cwd: home })).toMatchObject({ code: 2, err: expect.stringContaining("There is no investigators' file") });
  expect(await run(home, ["console"], { env: { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" } })).toMatchObject({ code: 2, err: expect.stringContaining("No Postgres answers") });
});

test("the page is small", () => {
  const sizes = [...readPage().values()].map(({ content }) => gzipSync(content).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
});

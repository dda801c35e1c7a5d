import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageFolder, snapshotFile } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { openHouse, sampleFolder } from "../pipeline/night.js";
import { chromium } from "../console/chromium.js";
import { buildPage, changedSnapshot, noBrowser, openBrowser, type TestBrowser } from "../web/house.js";
import { largeFile } from "./large-file.js";

// The real command on a file of 1,000,000 accounts, in a real Chromium on the same machine: what a person waits for.
const promised = { page: 1, firstPicture: 3, memoryMb: 500 } as const;
/** A folder in which the file is kept, and used again: the making takes longer than the measuring. */
const kept = process.env.CONSOLE_BENCH_HOME;
const busyBefore = loadavg()[0];

let home: string;
let rows: Record<string, number>;
let server: ChildProcess;
let origin: string;
let browser: TestBrowser;
let page: Page;
const [answers, lines]: [string[], string[]] = [[], []];
const held: [string, number, number][] = [];

beforeAll(async () => {
  if (chromium === undefined) throw new Error(noBrowser);
  buildPage();
  home = kept ?? mkdtempSync(join(tmpdir(), "console-bench-"));
  if (!existsSync(snapshotFile(home))) {
    const house = await openHouse();
    await house.load(sampleFolder);
    await house.night();
    await changedSnapshot(house.home, largeFile, home);
    await house.close();
  }
  const engine = await DuckDbEngine.open({ path: snapshotFile(home), readOnly: true });
  [rows] = (await engine.rows("select (select count(*) from coded.account) as accounts, (select count(*) from coded.holding) as holdings, (select count(*) from coded.key) as keys, (select count(*) from coded.edge) as edges")) as Record<string, number>[];
  engine.close();
  server = spawn(process.execPath, [join(packageFolder, "src", "cli", "launch.js"), "console", "--port", "0"], { env: { ...process.env, RINGFENCE_HOME: home, DATABASE_URL: "", RINGFENCE_CONFIG: "" }, stdio: ["ignore", "pipe", "ignore"] });
  const entrance = await new Promise<string>((resolve) => server.stdout!.setEncoding("utf8").once("data", (text: string) => resolve(text.trim())));
  origin = new URL(entrance).origin;
  browser = await openBrowser();
  ({ page } = await browser.person());
  await page.addInitScript(watcher);
  await page.goto(`${origin}/sql`);
  await page.goto(entrance);
  await page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  server?.kill("SIGINT");
  if (server !== undefined) await once(server, "exit");
  if (kept === undefined) rmSync(home, { recursive: true, force: true });
  if (answers.length === 0) return console.log("The server was not measured, docs/console-bench.md stays as it is.");
  const size = (statSync(snapshotFile(home), { throwIfNoEntry: false })?.size ?? fileSize) / 1e6;
  writeFileSync(join(packageFolder, "docs", "console-bench.md"), `# The console, measured

Written by \`npm run console-bench\`: \`ringfence console\` as a process on an investigators' file of ${count(rows.accounts)} accounts and ${count(rows.holdings + rows.keys + rows.edges + rows.accounts)} rows (${count(rows.holdings)} holdings, ${count(rows.keys)} keys, ${count(rows.edges)} edges;
${Math.round(size)} MB), the sample's night with made-up traces around it, a ring of 20,000 and one of 3,000. A Chromium without a graphics card asks on the same machine: ${availableParallelism()} cores; before it began ${busyBefore.toFixed(1)} processes wanted one.

What the server answers, one question after the other, each for the first time: how long it took, and the processor time of the server.

| question | promised | wall | processor |
|---|---|---|---|
${answers.join("\n")}
${lines.length === 0 ? "\nPages in a browser were not measured by this run.\n" : `
A page, from its address to the last part that it waits for, asked for the first time and again; the server keeps small answers.

| page | promised | first | again |
|---|---|---|---|
${lines.join("\n")}
`}`);
});
let fileSize = 0;
const count = (value: number): string => Number(value).toLocaleString("en");
const peakMb = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))![1]) / 1024;

/** Keeps in the page when all was last shown, ms after its address was opened: asking from outside would cost the cores that it is measured on. */
const watcher = `new MutationObserver(() => {
  const shown = document.querySelector("h1") !== null && document.querySelector(".loading") === null && document.querySelector("main table, main .tiles, main textarea") !== null;
  const drawn = !location.pathname.startsWith("/ring/") || Number(document.querySelector(".canvas")?.dataset.seen) > 0;
  if (shown && drawn) window.shownAt ??= performance.now(); else window.shownAt = undefined;
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-seen", "class"] });`;

/** From an address to the last part that a page waits for, s. */
async function wait(path: string): Promise<number> {
  await page.goto("about:blank");
  await page.goto(`${origin}${path}`, { waitUntil: "commit" });
  for (;;) {
    await page.waitForTimeout(400);
    const shownAt = await page.evaluate<number | null>("window.shownAt ?? null");
    if (shownAt !== null && (await page.locator("h1").count()) > 0) return shownAt / 1000;
  }
}

const headers = async (): Promise<Record<string, string>> => ({ Cookie: (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; "), "X-Console-Key": String(await page.evaluate("localStorage.getItem('console-key')")) });
async function ask(path: string, sent: Record<string, string>): Promise<string> {
  const response = await fetch(`${origin}${path}`, { headers: sent });
  const text = await response.text();
  return response.ok ? "answered" : `${path}: ${text}`;
}
/** Processor time of the server, s; the kernel counts hundredths. */
const spent = (): number => readFileSync(`/proc/${server.pid}/stat`, "utf8").split(" ").slice(13, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;

const questions: readonly (readonly [string, string, number])[] = [
  ["tonight, asked again", "/api/tonight?again", promised.page], ["rings", "/api/rings", promised.page], ["rings that hold a text", "/api/rings?text=b00000", promised.page],
  ["a ring of 38: all but its picture", "/api/ring?id=R-1", promised.page], ["its picture", "/api/ring/picture?id=R-1", promised.page],
  ["a ring of 20,000: all but its picture", "/api/ring?id=R-90", promised.page], ["its picture", "/api/ring/picture?id=R-90", promised.firstPicture], ["when it acted, by the minute", "/api/ring/pulse?id=R-90", promised.page],
  ["its moments", "/api/ring/moments?id=R-90", promised.page], ["who is around it", "/api/ring/neighbours?id=R-90", promised.page], ["a page of its accounts", "/api/ring/accounts?id=R-90", promised.page],
  ["the picture of a ring of 3,000", "/api/ring/picture?id=R-91", promised.firstPicture], ["an account of the ring of 20,000", "/api/account?id=b0000123", promised.page], ["an account of no ring", "/api/account?id=b0900000", promised.page],
  ["a device of 2,000 accounts", "/api/thing?kind=device&key=of-R-90-4", promised.page], ["a target of several kinds", "/api/thing?key=room1234", promised.page], ["what a text names", "/api/find?text=b0900001", promised.page],
];

test("the server: every question of every screen, twenty at once, and the memory after it", async () => {
  const sent = await headers();
  const late: string[] = [];
  for (const [name, path, most] of questions) {
    const [begin, before] = [performance.now(), spent()];
    expect(await ask(path, sent)).toBe("answered");
    const seconds = (performance.now() - begin) / 1000;
    answers.push(`| ${name} | ≤ ${most} s | ${seconds.toFixed(2)} s | ${(spent() - before).toFixed(2)} s |`);
    if (seconds > most) late.push(answers.at(-1)!);
  }
  const begin = performance.now();
  const paths = Array.from({ length: 20 }, (_, at) => [`/api/account?id=b${String(1000 + at).padStart(7, "0")}`, `/api/ring/picture?id=R-90&focus=b${String(2000 + at).padStart(7, "0")}`, `/api/rings?text=room${at}`, `/api/thing?key=room${5000 + at}`][at % 4]);
  expect(new Set(await Promise.all(paths.map((path) => ask(path, sent))))).toEqual(new Set(["answered"]));
  answers.push(`| 20 different ones at once, the last answer | | ${((performance.now() - begin) / 1000).toFixed(2)} s | |`, `| memory of the server, the most of all of it | ≤ ${promised.memoryMb} MB | ${Math.round(peakMb())} MB | |`);
  console.log(answers.join("\n"));
  expect(peakMb()).toBeLessThan(promised.memoryMb);
  expect(late).toEqual([]);
});

const pages: readonly { name: string; path: string; most: number }[] = [
  { name: "Tonight", path: "/", most: promised.page },
  { name: "Rings", path: "/rings", most: promised.page },
  { name: "Rings that hold a text", path: "/rings?text=b00000", most: promised.page },
  { name: "Rings that a device is in", path: "/rings?text=of-R-90-4", most: promised.page },
  { name: "A ring of the sample, with its picture", path: "/ring/R-1", most: promised.page },
  { name: "A ring of 20,000, with its picture", path: "/ring/R-90", most: promised.firstPicture },
  { name: "A ring of 3,000, with its picture", path: "/ring/R-91", most: promised.firstPicture },
  { name: "A ring of 20,000, one account looked at", path: "/ring/R-90?account=b0000123", most: promised.firstPicture },
  { name: "An account of that ring", path: "/account?id=b0000123", most: promised.page },
  { name: "An account of no ring", path: "/account?id=b0900000", most: promised.page },
  { name: "A device of 2,000 accounts", path: "/thing?kind=device&key=of-R-90-4", most: promised.page },
  { name: "A target of several kinds", path: "/thing?key=room1234", most: promised.page },
  { name: "SQL", path: "/sql", most: promised.page },
];

test.each(pages)("pages: $name", async ({ name, path, most }) => {
  fileSize = statSync(snapshotFile(home)).size;
  const [first, again] = [await wait(path), await wait(path)];
  lines.push(`| ${name} | ≤ ${most} s | ${first.toFixed(2)} s | ${again.toFixed(2)} s |`);
  console.log(lines.at(-1));
  held.push([name, first, most]);
});

test("pages: none is later than promised, and the memory after all of them", () => {
  lines.push(`| memory of the server, the most of all of it | ≤ ${promised.memoryMb} MB | ${Math.round(peakMb())} MB | |`);
  expect(peakMb()).toBeLessThan(promised.memoryMb);
  expect(held.filter(([, seconds, most]) => seconds > most)).toEqual([]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawRing } from "../../src/console/draw-ring.js";
import { formatRingPage } from "../../src/console/ring-page.js";
import { chromium } from "../console/chromium.js";
import { hostileRing } from "../console/hostile-ring.js";
import { buildTinyNight, moment } from "../duckdb/tiny-night.js";
import { buildPage, changedSnapshot, noBrowser, openBrowser, openConsole, renamedTo, type Person, type TestBrowser, type TestConsole } from "../web/house.js";
import { attack, type Attack } from "./attack.js";

/** What runs a script, loads something or leads elsewhere where an id is taken for markup, an attribute, a style, an address or a template. */
const payloads = [
  `<script>owned()</script>`, `"><img src=x onerror="owned()">`, `'><svg onload='owned()'>`, `</title></style></textarea></script><script>owned()</script>`, `<iframe srcdoc="<script>parent.owned()</script>">`, `<a href="javascript:owned()">`, `javascript:owned()`,
  `<base href="//evil.example/">`, `<meta http-equiv="refresh" content="0;url=//evil.example">`, `<link rel=stylesheet href=//evil.example>`, `<form action=//evil.example><button>`, `<math><mtext><table><mglyph><style><img src=x onerror=owned()>`, "<details open ontoggle=owned()>", `" autofocus onfocus="owned()" x="`,
  "{{constructor.constructor('owned()')()}}", "${owned()}", "url(//evil.example/x)", "data:text/html,<script>owned()</script>", "]]><script>owned()</script>", "<!--<script>owned()//-->", "//evil.example/", "\\u003cscript\\u003eowned()", "&lt;script&gt;owned()&lt;/script&gt;",
];
/** Each alone, and all in one. */
const ids = [...Array.from({ length: 5 }, (_, at) => payloads.slice(at * 5, at * 5 + 5).join(" ")), payloads.join("")];

let browser: TestBrowser;
let home: string;
let console: TestConsole;
beforeAll(async () => {
  if (chromium === undefined) return;
  buildPage();
  const tiny = mkdtempSync(join(tmpdir(), "ringfence-tiny-"));
  await buildTinyNight(tiny, { more: moment });
  home = await changedSnapshot(tiny, renamedTo(ids));
  rmSync(tiny, { recursive: true, force: true });
  console = await openConsole(home);
  browser = await openBrowser();
});
afterAll(async () => {
  if (chromium === undefined) return;
  await browser.close();
  await console.close();
  rmSync(home, { recursive: true, force: true });
});

/** Tried in a real browser, and skipped with its reason where there is none: what was not tried is no line of the table. */
const inBrowser = (line: Attack, work: (person: Person) => Promise<void>): void => {
  if (chromium === undefined) return test(`${line.who}: ${line.attack}`, ({ skip }) => skip(noBrowser));
  attack(line, async () => {
    const person = await browser.person();
    await person.context.addInitScript("window.owned = () => { window.wasOwned = true; }");
    try {
      await work(person);
    } finally {
      await person.context.close();
    }
  });
};

/** What markup of an id would have left in a page. */
const left = `({
  owned: window.wasOwned === true, elements: document.querySelectorAll("iframe, base, link[href*=evil], meta[http-equiv=refresh], math, [onerror], [onload], [onfocus], [ontoggle], [action*=evil]").length,
  addresses: [...document.querySelectorAll("[href], [src], [action]")].map((one) => one.getAttribute("href") ?? one.getAttribute("src") ?? one.getAttribute("action")).filter((one) => /^\\s*(?:javascript|data:text|\\/\\/)|evil\\.example\\/?$/i.test(one)).filter((one) => !one.startsWith("/") || one.startsWith("//")),
})`;
const nothing = { owned: false, elements: 0, addresses: [] };

inBrowser({ who: "whoever chooses an id", attack: "a script, a frame, a form or an address in ids of accounts and things: every screen of the console that a link leads to", by: "ids are text in every place; the page's policy runs no script but its own and asks nobody else" }, async ({ page, errors, requests }) => {
  await page.goto(console.entrance());
  await page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
  const todo = ["/", "/rings", "/ring/R-1", "/incidents", "/incident/I-9", "/reviews", "/nights", "/sql?sql=from+current_member", `/rings?text=${encodeURIComponent(payloads[1])}`, `/account?id=${encodeURIComponent(payloads[0])}`, `/${encodeURIComponent(payloads[1])}`, `/sql?sql=${encodeURIComponent(`select '${payloads[1].replaceAll("'", "''")}' as "<img src=x onerror=owned()>"`)}`];
  const seen = new Set<string>();
  let shown = "";
  for (let path = todo.shift(); path !== undefined && seen.size < 45; path = todo.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    await page.goto(new URL(path, console.origin).href);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await expect.poll(() => page.locator(".loading").count(), { timeout: 20_000 }).toBe(0);
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
    expect(await page.evaluate(left), path).toEqual(nothing);
    expect(await page.evaluate("[document.scripts.length, document.images.length]"), path).toEqual([1, 1]);
    shown += await page.evaluate("document.body.innerText");
    const links = (await page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.href)")) as string[];
    for (const link of links) {
      const { origin, pathname, search } = new URL(link);
      expect(origin, `${path} leads to ${link}`).toBe(console.origin);
      todo.push(pathname + search);
    }
  }
  // They were there to be read.
  expect([seen.size > 20, shown.includes("<script>owned()"), shown.includes("onerror")]).toEqual([true, true, true]);
  expect(errors).toEqual([]);
  expect(requests.filter((url) => !url.startsWith(`${console.origin}/`))).toEqual([]);
});

inBrowser({ who: "whoever chooses an id", attack: "a script, a frame, a form or an address in ids: a ring's page, which is opened as a file and sent around", by: "ids are text in every place; the page's policy allows nothing else" }, async ({ page, errors, requests }) => {
  const file = join(home, "R-1.html");
  const evil = JSON.parse(JSON.stringify(hostileRing).replaceAll(JSON.stringify(hostileRing.accounts[8].account_id).slice(1, -1), JSON.stringify(payloads.join("")).slice(1, -1))) as typeof hostileRing;
  writeFileSync(file, formatRingPage(evil));
  await page.goto(pathToFileURL(file).href);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
  for (const part of await page.locator("svg circle, svg rect, tbody tr").all().then((all) => all.slice(0, 60))) await part.dispatchEvent("mouseover").catch(() => {});
  expect(await page.evaluate(left)).toEqual(nothing);
  expect(await page.evaluate("[document.scripts.length, document.images.length, document.body.innerText.includes('owned()')]")).toEqual([2, 0, true]);
  expect([errors, requests.filter((url) => !url.startsWith("file:"))]).toEqual([[], []]);
});

inBrowser({ who: "whoever chooses an id", attack: "a script or an address in ids: a ring's picture, opened as an SVG file, in which a browser runs scripts", by: "ids are text; a picture holds no script, link or reference" }, async ({ page, errors, requests }) => {
  const file = join(home, "R-1.svg");
  const holdings = ids.flatMap((account_id) => [...ids, "plain"].map((key) => ({ account_id, kind: "device", key, bits: 40, member_count: ids.length })));
  writeFileSync(file, drawRing({ ring: { ring_id: payloads[0], size: ids.length, evidence_bits: 900, price_bits: 300, first_seen_at: "2026-01-02T00:00:00.000Z" }, members: ids.map((account_id) => ({ account_id, role: "core", evidence_bits: 40 })), holdings }));
  await page.goto(pathToFileURL(file).href);
  expect(await page.evaluate("[window.wasOwned === true, document.documentElement.tagName, document.querySelectorAll('script, a, image, use, foreignObject, style, animate, set').length, document.documentElement.textContent.includes('owned()')]")).toEqual([false, "svg", 0, true]);
  expect([errors, requests.filter((url) => !url.startsWith("file:"))]).toEqual([[], []]);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printable } from "../../src/console/printable.js";
import { formatRingPage } from "../../src/console/ring-page.js";
import { BrowserPage, chromium } from "./chromium.js";
import { hostileIds, hostileRing } from "./hostile-ring.js";

const html = formatRingPage(hostileRing);

test("the page is self-contained: no address in it, a policy that forbids all, two scripts and no more", () => {
  expect(html.includes("default-src 'none'")).toBe(true);
  expect(/(?:src|href)="(?!#)|url\(|@import|https?:/.exec(html)).toBeNull();
  expect(html.match(/<script\b/g)).toHaveLength(2);
  expect(html.match(/<\/script>/g)).toHaveLength(2);
  // oxlint-disable-next-line no-control-regex
  expect(/[\u0000-\u0008\u000b-\u001f\u202e\u2028]|\p{Cs}/u.exec(html)).toBeNull();
  expect(formatRingPage(hostileRing) === html).toBe(true);
});

test("what can be copied is the exact id", () => {
  const { exact, accounts } = JSON.parse(/id="ring-data">(.*?)<\/script>/s.exec(html)![1]) as { exact: string[]; accounts: { id: string }[] };
  expect(accounts.map((account) => account.id)).toEqual(hostileIds);
  for (const id of hostileIds) expect(exact).toContain(id);
  for (const [, at] of html.matchAll(/data-copy="(\d+)"/g)) expect(exact[Number(at)]).toBeDefined();
});

test("it says what the ring is, when it acted, who is around it; nothing of an absent part", () => {
  for (const words of ["Ring R-1", "by 600 bits", "in the closest, 20 of them within 30 s", "2026-01-02 18:00:00–18:00:30", "What this does not prove", "Accounts that left", "Around it", "ban 5"]) expect(html.includes(words), words).toBe(true);
  const dead = formatRingPage({ ...hostileRing, ring: { ...hostileRing.ring, status: "dead" }, run: undefined, holdings: [], keys: [], moments: [], acts: [], neighbours: [], growth: [], former: [] });
  expect([dead.includes("The newest run did not find this ring"), dead.includes("When they acted as one")]).toEqual([true, false]);
});

test("a ring of thousands is bounded, and the page says what it left out", () => {
  const many = Array.from({ length: 3000 }, (_, i) => ({ ...hostileRing.accounts[0], account_id: `a${i}` }));
  // All of them in each of sixty moments.
  const moments = Array.from({ length: 60 }, (_, i) => ({ ...hostileRing.moments[0], key: `k${i}`, member_count: 3000 }));
  const acts = moments.flatMap(({ key }) => many.map(({ account_id }) => ({ ...hostileRing.acts[0], key, account_id })));
  const page = formatRingPage({ ...hostileRing, ring: { ...hostileRing.ring, size: 3000 }, accounts: many, moments, acts });
  expect(page.includes("2,000 more accounts")).toBe(true);
  expect(page.length).toBeLessThan(4e6);
});

describe("in a real browser", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ring-page-"));
    writeFileSync(join(folder, "ring.html"), html);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A test with the page open; skipped with its reason where no browser is. */
  const browse = (name: string, work: (page: BrowserPage) => Promise<void>, options: Parameters<typeof BrowserPage.open>[1] = {}): void =>
    test(name, async ({ skip }) => {
      if (chromium === undefined) return skip("no Chromium is here (apt-get install chromium, or CHROMIUM names one)");
      const page = await BrowserPage.open(join(folder, "ring.html"), options);
      try {
        await work(page);
      } finally {
        await page.close();
      }
    });

  browse("it asks for nothing, breaks nothing, and no id becomes markup or code", async (page) => {
    expect(page.errors).toEqual([]);
    expect(page.requests.filter((url) => !url.startsWith("file:") && !url.startsWith("about:"))).toEqual([]);
    expect(page.requests.filter((url) => url.endsWith("ring.html"))).toHaveLength(1);
    expect(await page.value("document.title")).toBe("Ring R-1: 20 accounts");
    expect(await page.value("document.images.length + document.scripts.length")).toBe(2);
    expect(await page.value("[...document.querySelectorAll('#accounts tbody tr')].map((row) => row.querySelector('.copy').textContent)")).toEqual(hostileIds.map((id) => printable(id)));
    // A script that got in all the same would not run.
    await page.value("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')");
    await page.value("new Promise((resolve) => setTimeout(resolve, 100))");
    expect(await page.value("document.title")).toBe("Ring R-1: 20 accounts");
  });

  browse("a click keeps an account and shows what it holds; a kind can be hidden, tables sorted and filtered, the picture zoomed", async (page) => {
    const click = (selector: string): Promise<unknown> => page.value(`document.querySelector(${JSON.stringify(selector)}).dispatchEvent(new MouseEvent("click", { bubbles: true }))`);
    await click('[data-node="a4"]');
    expect(await page.value("document.querySelector('#detail .copy').textContent")).toBe(hostileIds[4]);
    expect(await page.value("document.querySelectorAll('#detail li').length")).toBe(await page.value("document.querySelectorAll('.node.thing.lit').length"));
    expect(await page.value("document.querySelectorAll('.link.lit').length")).toBeGreaterThan(0);
    await click("#detail li");
    expect(await page.value("document.querySelectorAll('.node.account.lit').length")).toBe(hostileIds.length);
    await page.value("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))");
    expect(await page.value("document.querySelectorAll('.lit').length")).toBe(0);
    await click('.kinds button[data-kind="timing"]');
    expect(await page.value("getComputedStyle(document.querySelector('.node[data-kind=timing]')).display")).toBe("none");
    await click("#accounts th:nth-child(4) button");
    await click("#accounts th:nth-child(4) button");
    expect(await page.value("document.querySelector('#accounts tbody td:nth-child(4)').dataset.value")).toBe("31");
    await page.value("(() => { const find = document.getElementById('find'); find.value = '__PROTO__'; find.dispatchEvent(new Event('input')); })()");
    expect(await page.value("[...document.querySelectorAll('#accounts tbody tr')].filter((row) => !row.hidden).length")).toBe(1);
    await page.value("(() => { const seek = document.getElementById('seek'); seek.value = 'constructor'; seek.dispatchEvent(new Event('input')); })()");
    expect(await page.value("document.querySelector('.node.picked').dataset.node")).toBe(`a${hostileIds.indexOf("constructor")}`);
    await click("#zoom-in");
    expect(await page.value("document.getElementById('picture').viewBox.baseVal.width < 860")).toBe(true);
    await click("#zoom-all");
    expect(await page.value("document.getElementById('picture').viewBox.baseVal.width")).toBe(860);
    expect(page.errors).toEqual([]);
  });

  for (const [name, options] of [["light", {}], ["dark", { dark: true }], ["narrow", { width: 390, height: 800 }], ["without JavaScript", { javascript: false }]] as const) {
    browse(`${name}: nothing is wider than the window`, async (page) => {
      // Measured by the browser itself, so that it works without JavaScript too.
      const { cssContentSize } = (await page.ask("Page.getLayoutMetrics")) as { cssContentSize: { width: number; height: number } };
      expect(cssContentSize.width).toBeLessThanOrEqual("width" in options ? options.width : 1360);
      expect(cssContentSize.height).toBeGreaterThan(2000);
      expect(page.errors).toEqual([]);
    }, options);
  }
});

import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { printable } from "../../src/console/printable.js";
import { chromium } from "../console/chromium.js";
import { openHouse, sampleFolder, type House } from "../pipeline/night.js";
import { buildPage, changedSnapshot, heldIds, hostileStatements, noBrowser, openBrowser, openConsole, type Person, type TestBrowser, type TestConsole } from "./house.js";
import { makePeople, urlOf } from "./people.js";

// The sample's night, through a real Postgres, in a real Chromium.
let house: House;
let browser: TestBrowser;
let consoles: Record<"ana" | "ben" | "carol" | "nobody", TestConsole>;
/** Rings to decide about, with their open cases, of them bans: the one with the fewest first. What the detector finds in the sample may change. */
let open: { ring_id: string; cases: number; bans: number }[];
beforeAll(async () => {
  if (chromium === undefined) return console.warn(`The console's page is not tried: ${noBrowser}.`);
  buildPage();
  house = await openHouse();
  await house.load(sampleFolder);
  await house.night();
  open = (await house.rows("select ring_id, count(*)::int as cases, count(*) filter (where action = 'ban')::int as bans from ringfence.ban_candidate where state = 'proposed' group by ring_id having count(*) filter (where action = 'ban') > 1 order by cases, ring_id")) as typeof open;
  await makePeople(house.client, { ana: ["reviewer"], ben: ["reviewer"], carol: ["reviewer", "appeals", "auditor"] });
  await house.client.query(`insert into ringfence.incident (incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, ring_id, baseline_run_id, coordinated, peak_count, peak_expected, participant_count, facts)
      select 'I-1', 'live_start', 'open', as_of, as_of, as_of, as_of, 'R-1', run_id, true, 40, 1.5, 30, '{}' from ringfence.run where status = 'published' limit 1;
    insert into ringfence.incident_minute (incident_id, minute_at, act_count, expected, band_high, proposed_count) select 'I-1', as_of + i * interval '1 minute', 40 - i, 1.5, 5, i from ringfence.run, generate_series(0, 9) as i where status = 'published'`);
  browser = await openBrowser();
  const start = (name?: string): Promise<TestConsole> => openConsole(house.home, name === undefined ? undefined : urlOf(name, house.url));
  consoles = { ana: await start("ana"), ben: await start("ben"), carol: await start("carol"), nobody: await start() };
});
afterAll(async () => {
  if (chromium === undefined) return;
  await browser.close();
  for (const one of Object.values(consoles)) await one.close();
  await house.close();
});

/** A test with a browser that came in; skipped with its reason where there is none. */
const browse = (name: string, whose: keyof typeof consoles, work: (person: Person, origin: string) => Promise<void>, options: Parameters<TestBrowser["person"]>[0] = {}): void =>
  test(name, async ({ skip }) => {
    if (chromium === undefined) return skip(noBrowser);
    const person = await browser.person(options);
    try {
      await person.page.goto(consoles[whose].entrance());
      await person.page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
      await work(person, consoles[whose].origin);
      expect(person.errors).toEqual([]);
      expect(person.requests.filter((url) => !url.startsWith(`${consoles[whose].origin}/`) && !url.startsWith("data:") && !url.startsWith(`blob:${consoles[whose].origin}/`))).toEqual([]);
    } finally {
      await person.context.close();
    }
  }, patience);

/** Tests that go through many screens, on a busy machine, ms. */
const patience = 600_000;
/** On a busy machine a page takes its time. */
const eventually = <T>(value: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> => expect.poll(value, { timeout: 60_000 });
const rows = (page: Page, table: string): ReturnType<Page["locator"]> => page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
const first = (page: Page, table: string): Promise<string | null> => rows(page, table).first().locator("td").first().textContent();

describe("looking", () => {
  browse("the token leaves the address, is good once, and links need none", "nobody", async ({ page, context, requests }, origin) => {
    expect(page.url()).toBe(`${origin}/`);
    expect(requests.filter((url) => url.includes("token"))).toEqual([]);
    expect((await context.cookies())[0]).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    const other = await browser.person();
    await other.page.goto(`${origin}/ring/R-1`);
    await other.page.getByText("This browser has not come in yet").waitFor();
    expect(await other.page.evaluate("document.cookie")).toBe("");
    await other.context.close();
  });

  browse("rings are sorted, filtered and walked through with the keyboard; the address holds the filters", "nobody", async ({ page }, origin) => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await rows(page, "Rings").first().waitFor();
    const count = await rows(page, "Rings").count();
    expect(count).toBeGreaterThanOrEqual(5);
    expect(await first(page, "Rings")).toBe("R-1");
    const head = page.getByRole("columnheader", { name: "accounts" });
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await head.getByRole("button").click();
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    const sizes = (await rows(page, "Rings").locator("td:nth-child(2)").allTextContents()).map(Number);
    expect(sizes).toEqual(sizes.toSorted((one, other) => one - other));
    const all = (await house.rows("select kinds from ringfence.ring")).map((row) => row.kinds as string[]);
    const kind = all.flat().find((one) => !all.every((kinds) => kinds.includes(one)))!;
    await page.getByLabel("Tied by").selectOption(kind);
    await eventually(() => rows(page, "Rings").count()).toBeLessThan(count);
    expect(page.url()).toBe(`${origin}/rings?kind=${kind}`);
    await page.reload();
    await rows(page, "Rings").first().waitFor();
    expect(await rows(page, "Rings").count()).toBeLessThan(count);
    await page.getByRole("button", { name: "All active rings" }).click();
    await eventually(() => rows(page, "Rings").count()).toBe(count);
    const second = String(await rows(page, "Rings").nth(1).locator("td").first().textContent());
    await rows(page, "Rings").first().focus();
    await page.keyboard.press("j");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("k");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: second, level: 1 }).waitFor();
  });

  browse("what is typed finds an account, a device, or rings that hold it", "nobody", async ({ page }) => {
    const [{ account_id }] = await house.rows("select account_id from ringfence.ban_candidate where ring_id = 'R-1' order by account_id limit 1");
    await page.keyboard.press("/");
    await page.keyboard.type(String(account_id));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: String(account_id), level: 1 }).waitFor();
    // From the account to a thing to another account.
    await rows(page, "What it shares").locator("a").first().click();
    await page.getByRole("heading", { name: "Who used it, when" }).waitFor();
    await rows(page, "Accounts that used it").locator("a").first().click();
    await page.getByRole("heading", { name: "What it shares" }).waitFor();
  });

  browse("keys are heard as soon as a screen is seen, however late the machine paints it", "nobody", async ({ page }) => {
    // A machine that is busy elsewhere: no frame, and what waits for one waits.
    await page.addInitScript(`const later = setTimeout.bind(window);
      window.requestAnimationFrame = () => 0;
      window.setTimeout = (work, ms = 0, ...given) => later(work, ms > 0 && ms <= 100 ? 3000 : ms, ...given);`);
    await page.reload();
    await page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
    await page.keyboard.press("/");
    expect(await page.locator("#find").evaluate((box) => box.matches(":focus"))).toBe(true);
  });

  browse("in a ring's picture an account is looked at, a kind hidden, a stretch of time drawn; the link keeps it, Esc gives it up", "nobody", async ({ page }, origin) => {
    await page.goto(`${origin}/ring/R-1`);
    const canvas = page.locator(".canvas");
    await canvas.locator("canvas").first().waitFor();
    const seen = async (): Promise<number> => Number(await canvas.getAttribute("data-seen"));
    await eventually(seen).toBeGreaterThan(10);
    const all = await seen();
    await rows(page, "Accounts of the ring").first().getByRole("button", { name: "look" }).click();
    await eventually(seen).toBeLessThan(all);
    const link = page.url();
    expect(link).toContain("account=");
    await page.locator(".focused").getByRole("heading", { level: 3 }).waitFor();
    await page.goto("about:blank");
    await page.goto(link);
    // Only what is looked at can be given up: a picture that is not drawn yet has seen nothing.
    await page.locator(".focused").getByRole("heading", { level: 3 }).waitFor();
    await eventually(seen).toBeGreaterThan(0);
    await eventually(seen).toBeLessThan(all);
    await page.keyboard.press("Escape");
    await eventually(seen).toBe(all);
    const kind = page.locator(".legend").getByRole("checkbox").first();
    await kind.uncheck();
    await eventually(() => page.url()).toContain("hide=");
    await eventually(seen).toBeLessThan(all);
    await kind.check();
    await eventually(seen).toBe(all);
    const over = page.locator(".pulse .u-over");
    await over.scrollIntoViewIfNeeded();
    const box = (await over.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.6, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.9, box.y + 60, { steps: 8 });
    await page.mouse.up();
    await eventually(() => page.url()).toMatch(/from=\d+&to=\d+/);
    await eventually(seen).toBeLessThan(all);
    await page.getByRole("button", { name: "All times" }).click();
    await eventually(seen).toBe(all);
  });

  browse("a click in the picture looks at what lies there", "nobody", async ({ page }, origin) => {
    await page.goto(`${origin}/ring/R-1`);
    await page.locator(".canvas canvas").first().waitFor();
    const canvas = page.locator(".canvas");
    await eventually(() => canvas.getAttribute("data-strongest")).not.toBeNull();
    // The picture may still be moving on a busy machine: where it was is looked up again for every click.
    await eventually(async () => {
      if (page.url().includes("key=")) return page.url();
      const [x, y] = String(await canvas.getAttribute("data-strongest")).split(" ").map(Number);
      await canvas.click({ position: { x, y } });
      await page.waitForTimeout(500);
      return page.url();
    }).toMatch(/kind=.*key=/);
    await page.locator(".focused").getByText("Who, in the order in which they came").waitFor();
    // A click beside everything gives it up.
    await canvas.click({ position: { x: 3, y: 3 } });
    await eventually(() => page.url()).not.toMatch(/key=/);
  });

  browse("a question in SQL is answered as a table and as a file", "nobody", async ({ page }, origin) => {
    await page.goto(`${origin}/sql`);
    await page.getByLabel("SQL", { exact: true }).fill("select ring_id, size from ring_summary order by size desc");
    await page.keyboard.press("Control+Enter");
    await rows(page, "Result").first().waitFor();
    expect(page.url()).toContain("sql=select");
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download as CSV" }).click()]);
    expect(readFileSync(await file.path(), "utf8")).toMatch(/^ring_id,size\r\nR-\d+,\d+\r\n/);
    await page.getByLabel("SQL", { exact: true }).fill("drop table run");
    await page.getByRole("button", { name: "Run (Ctrl-Enter)" }).click();
    await page.getByRole("alert").waitFor();
    // The button of a macro puts it into the box.
    await page.getByRole("button", { name: "ring_moments(wanted_ring)" }).click();
    expect(await page.getByLabel("SQL", { exact: true }).inputValue()).toBe("from ring_moments(wanted_ring)");
  });

  browse("without a database nothing can be decided, and that is said", "nobody", async ({ page }, origin) => {
    await page.goto(`${origin}/ring/R-1`);
    await page.locator("#decide").getByText("This console only reads").waitFor();
    expect(await page.getByRole("button", { name: /Approve|Reject|review/ }).count()).toBe(0);
  });
});

browse("an incident of the last minutes is on the first screen, with its curve and its ring", "ana", async ({ page }) => {
  await rows(page, "Incidents").first().waitFor();
  expect(await rows(page, "Incidents").allTextContents()).toEqual([expect.stringMatching(/^I-1 open2025-12-22 00:00:00 ?live_start401\.530/)]);
  await page.getByText("I-1, minute by minute").click();
  await page.getByRole("img", { name: "Incident I-1, minute by minute" }).waitFor();
  await rows(page, "Incidents").first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "R-1", level: 1 }).waitFor();
});

describe("deciding", () => {
  const state = async (ring: string): Promise<Record<string, number>> =>
    Object.fromEntries((await house.rows("select state, count(*)::int as count from ringfence.ban_candidate where ring_id = $1 group by state", [ring])).map((row) => [row.state, row.count])) as Record<string, number>;

  /** Opens a review, looks at everyone who was drawn, approves. */
  async function approveRing(page: Page, origin: string, ring: string): Promise<void> {
    await page.goto(`${origin}/ring/${ring}#decide`);
    const part = page.locator("#decide");
    await part.getByRole("heading", { name: "Blast radius" }).waitFor();
    await part.getByRole("button", { name: "Open a review of the ring" }).click();
    await part.getByLabel(/^Reason/).first().fill("a farm");
    const drawn = part.locator(".sample > li > button");
    const approve = part.getByRole("button", { name: "Approve the ring" });
    for (let at = 0; at < (await drawn.count()); at++) {
      expect(await approve.isDisabled()).toBe(true);
      await drawn.nth(at).click();
      await part.locator(".sample > li").nth(at).getByText(/Case C-\d+/).first().waitFor();
      await part.locator(".sample > li").nth(at).getByText("looked at", { exact: true }).waitFor();
    }
    await approve.click();
  }

  browse("a ring is approved by one, refused to the same one, approved by the second", "ana", async ({ page }, origin) => {
    const [{ ring_id: ring, bans, cases }] = open;
    await approveRing(page, origin, ring);
    await page.locator("#decide .outcome").waitFor();
    expect(await page.locator("#decide .outcome").textContent()).toContain(`${bans} wait for another person`);
    const once = await state(ring);
    expect(once.proposed).toBe(bans);
    // The same person once more: nothing is written.
    await approveRing(page, origin, ring);
    await eventually(() => page.locator("#decide .outcome").textContent()).toMatch(/^0 decisions written; 0 cases/);
    expect(await state(ring)).toEqual(once);
    const ben = await browser.person();
    await ben.page.goto(consoles.ben.entrance());
    await ben.page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
    // He sees what the first one did.
    await ben.page.goto(`${consoles.ben.origin}/ring/${ring}`);
    await ben.page.getByText("of them approved by one person").waitFor();
    await approveRing(ben.page, consoles.ben.origin, ring);
    await ben.page.locator("#decide .outcome").waitFor();
    expect(await ben.page.locator("#decide .outcome").textContent()).toContain(`${bans} cases are approved now.`);
    expect((await state(ring)).approved).toBe(cases);
    expect(ben.errors).toEqual([]);
    await ben.context.close();
  });

  browse("whoever proposed it is refused in the database's own words", "ana", async () => {
    const own = await openConsole(house.home, house.url);
    const person = await browser.person();
    await person.page.goto(own.entrance());
    await person.page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
    await approveRing(person.page, own.origin, open[1].ring_id);
    await person.page.locator("#decide").getByRole("alert").waitFor();
    expect(await person.page.locator("#decide").getByRole("alert").textContent()).toMatch(/proposed some of these bans and cannot approve them\. Two others must\./);
    await person.context.close();
    await own.close();
  });

  browse("chosen accounts are rejected; a second tab sees it; a form that is sent twice is done once", "ana", async ({ page, context }, origin) => {
    const other = await context.newPage();
    await other.goto(`${origin}/ring/${open[2].ring_id}`);
    await other.locator("#decide").getByText("Cases now").waitFor();
    expect(await other.locator("#decide").textContent()).not.toContain("rejected");
    await page.goto(`${origin}/ring/${open[2].ring_id}`);
    const boxes = rows(page, "Accounts of the ring").getByRole("checkbox");
    await boxes.nth(0).check();
    await boxes.nth(1).check();
    const form = page.getByRole("form", { name: "Decide about accounts" });
    await form.getByLabel(/^Reason/).fill("a family");
    await form.getByRole("button", { name: "Reject" }).dblclick();
    await eventually(async () => (await state(open[2].ring_id)).rejected).toBe(2);
    await eventually(async () => String(await other.locator("#decide").textContent())).toMatch(/rejected/);
    expect(await house.rows("select count(*)::int as count from ringfence.decision where reason = 'a family'")).toEqual([{ count: 2 }]);
  });

  browse("one account: why, what would be told, who decided; undo shows first what it would do, and puts it on the allow-list", "carol", async ({ page }, origin) => {
    const [{ ring_id: ring, cases }] = open;
    const [{ account_id: account }] = await house.rows("select account_id from ringfence.ban_candidate where ring_id = $1 and state = 'approved' order by account_id limit 1", [ring]);
    await page.goto(`${origin}/account?id=${String(account)}`);
    await page.getByText("nothing has left; this is what would be told").waitFor();
    expect(await page.locator("blockquote").first().textContent()).toContain(`acts as one with other accounts, beyond chance (ring ${ring}, `);
    await page.getByText(/approve by ringfence_console_ana/).waitFor();
    await page.getByText("Undo what this account caused").click();
    await page.getByLabel(/put the accounts on the allow-list/).check();
    await page.getByRole("button", { name: "Show what it would do" }).click();
    await page.getByText("It would do this: 0 effects are lifted and 1 open cases withdrawn; 1 accounts go on the allow-list.").waitFor();
    // Looking did nothing.
    expect((await state(ring)).approved).toBe(cases);
    expect(await house.rows("select count(*)::int as count from ringfence.allow_list")).toEqual([{ count: 0 }]);
    await page.getByLabel(/Reason of the undo/).fill("a shared tablet");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await page.getByText(/^Done: 0 effects are lifted and 1 open cases withdrawn/).waitFor();
    expect((await state(ring)).approved).toBe(cases - 1);
    // The button may be pressed again: there is nothing left of it.
    await page.getByRole("button", { name: "Undo", exact: true }).click({ force: true }).catch(() => {});
    expect((await state(ring)).approved).toBe(cases - 1);
  });

  browse("a device goes on the allow-list, with an end", "carol", async ({ page }, origin) => {
    const [{ key }] = await house.rows("select distinct key from ringfence.ring_key where kind = 'device' order by key limit 1");
    await page.goto(`${origin}/thing?kind=device&key=${String(key)}`);
    const form = page.getByRole("form", { name: "Allow-list" });
    await form.getByLabel(/^Reason/).fill("a school");
    await form.getByLabel(/^Until/).fill("2099-01-01");
    await form.getByRole("button", { name: "Put it on the allow-list" }).click();
    await form.getByText(/^Entry \d+ holds/).waitFor();
    expect(await house.rows("select kind, value, expires_at from ringfence.allow_list where value = $1", [key])).toEqual([{ kind: "device", value: key, expires_at: new Date("2099-01-01T00:00:00Z") }]);
    // It is in the list of tonight, and is taken back there.
    await page.goto(origin);
    await page.getByText(/^Allow-list \(\d+\)$/).click();
    await rows(page, "Allow-list").filter({ hasText: String(key) }).getByRole("button", { name: "take back" }).click();
    await eventually(() => rows(page, "Allow-list").filter({ hasText: String(key) }).count()).toBe(0);
  });

  browse("an end that is over is refused as the database says it", "carol", async ({ page }, origin) => {
    const [{ key }] = await house.rows("select distinct key from ringfence.ring_key where kind = 'device' order by key desc limit 1");
    await page.goto(`${origin}/thing?kind=device&key=${String(key)}`);
    const form = page.getByRole("form", { name: "Allow-list" });
    await form.getByLabel(/^Reason/).fill("late");
    await form.getByLabel(/^Until/).fill("2001-01-01");
    await form.getByRole("button", { name: "Put it on the allow-list" }).click();
    expect(await form.getByRole("alert").textContent()).toMatch(/would be over already/);
  });
});

describe("for everybody", () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const screens = ["/", "/rings", "/ring/R-1", "/sql", "/nowhere"];

  // In the dark only the colours are others.
  for (const [colorScheme, options] of [["light", {}], ["dark", { runOnly: ["color-contrast"] }]] as const) {
    browse(`axe finds no serious fault on any screen, ${colorScheme}`, "carol", async ({ context }, origin) => {
      const [{ account_id: account }] = await house.rows("select account_id from ringfence.ban_candidate where ring_id = 'R-1' order by account_id limit 1");
      // The policy lets no script into the page; this one is let in by a context that is told to.
      const bypassing = await context.browser()!.newContext({ bypassCSP: true, colorScheme, storageState: await context.storageState(), viewport: { width: 1400, height: 1000 } });
      const page = await bypassing.newPage();
      for (const path of [...screens, `/account?id=${String(account)}`, `/thing?key=${String(account)}`]) {
        await page.goto(`${origin}${path}`);
        await page.getByRole("heading", { level: 1 }).waitFor();
        await eventually(() => page.locator(".loading").count()).toBe(0);
        await page.evaluate(axe);
        const { violations } = await page.evaluate<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }>(`axe.run(${JSON.stringify({ resultTypes: ["violations"], ...options })})`);
        expect([path, violations.filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`)]).toEqual([path, []]);
      }
      await bypassing.close();
    });
  }
});

describe("ids that try everything", () => {
  let home: string;
  let hostile: TestConsole;
  beforeAll(async () => {
    if (chromium === undefined) return;
    home = await changedSnapshot(house.home, hostileStatements);
    hostile = await openConsole(home);
  });
  afterAll(async () => {
    if (chromium === undefined) return;
    await hostile.close();
    rmSync(home, { recursive: true, force: true });
  });

  /** A browser that came in and goes from screen to screen; every one must be unharmed, and ask nobody else. */
  const wander = (name: string, work: (go: (path: string, heading?: string) => Promise<Page>) => Promise<void>): void =>
    test(name, async ({ skip }) => {
      if (chromium === undefined) return skip(noBrowser);
      const person = await browser.person();
      const { page } = person;
      await page.goto(hostile.entrance());
      await page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
      await work(async (path, heading) => {
        await page.goto(new URL(path, hostile.origin).href);
        await page.getByRole("heading", heading === undefined ? { level: 1 } : { name: heading }).first().waitFor();
        await eventually(() => page.locator(".loading").count()).toBe(0);
        expect(await page.evaluate("[document.title.endsWith('· ringfence'), document.scripts.length, document.images.length]")).toEqual([true, 1, 1]);
        // oxlint-disable-next-line no-control-regex
        expect(await page.evaluate("document.body.innerText")).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]/);
        return page;
      });
      expect(person.errors).toEqual([]);
      expect(person.requests.filter((url) => !url.startsWith(`${hostile.origin}/`))).toEqual([]);
      await person.context.close();
    }, patience);

  wander("are text on every screen", async (go) => {
    for (const path of ["/", "/rings", "/rings?text=%3Cscript%3E", "/sql?sql=from+current_member"]) await go(path);
    const shown = await rows(await go("/ring/R-1"), "Accounts of the ring").locator("td:first-child a").allTextContents();
    for (const id of heldIds) expect(shown).toContain(printable(id, 32));
  });

  wander("have screens of their own: the worst accounts", async (go) => {
    // Markup, 10,000 characters, direction marks, escapes of a terminal, what means something in an address.
    for (const id of heldIds.filter((one) => /<\/|x{99}|\u202e|\[31m|^\.\.$|%2e|\?/.test(one))) {
      const page = await go(`/account?id=${encodeURIComponent(id)}`, "What it shares");
      expect(await page.getByRole("heading", { level: 1 }).locator("bdi").textContent()).toBe(printable(id, 80));
    }
  });

  wander("have screens of their own: things", async (go) => {
    const links = await rows(await go("/ring/R-1"), "What they share").locator("td:nth-child(2) a").evaluateAll((found) => found.map((link) => (link as unknown as { href: string }).href));
    expect(links.length).toBeGreaterThan(5);
    for (const link of links.slice(0, 6)) await go(link, "Who used it, when");
  });
});

test("a night that came is on the screen without a reload", async ({ skip }) => {
  if (chromium === undefined) return skip(noBrowser);
  const home = await changedSnapshot(house.home, []);
  const own = await openConsole(home);
  const person = await browser.person();
  await person.page.goto(own.entrance());
  await person.page.getByRole("heading", { name: "Tonight", level: 1 }).waitFor();
  await person.page.goto(`${own.origin}/rings`);
  await rows(person.page, "Rings").first().waitFor();
  await changedSnapshot(home, ["update ring set size = 12345 where ring_id = 'R-1'"], home);
  await person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await person.page.getByText("12,345").first().waitFor();
  await person.context.close();
  await own.close();
  rmSync(home, { recursive: true, force: true });
});

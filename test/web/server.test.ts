import { request } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SnapshotReader } from "../../src/web/reader.js";
import type { MomentsView, NeighboursView, QueryView, RingView, SessionView, TonightView } from "../../src/web/view-model.js";
import { run } from "../cli/command-line.js";
import { buildTinyNight } from "../duckdb/tiny-night.js";
import { buildPage, changedSnapshot, openConsole, type TestConsole } from "./house.js";

let home: string;
let opened: TestConsole;
let session: { Cookie: string; "X-Console-Key": string };
beforeAll(async () => {
  buildPage();
  home = mkdtempSync(join(tmpdir(), "console-"));
  await buildTinyNight(home);
  opened = await openConsole(home);
  session = await opened.enter();
});
afterAll(async () => {
  await opened.close();
  rmSync(home, { recursive: true, force: true });
});

/** A request byte by byte: no client that would make its path or its Host better. */
const ask = (path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}): Promise<{ status: number; headers: Record<string, unknown>; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: opened.running.port, path, method: options.method ?? "GET", headers: { ...session, ...options.headers } }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => (text += part)).on("end", () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    });
    sent.once("error", reject);
    sent.end(options.body);
  });
const json = async <T>(path: string): Promise<T> => JSON.parse((await ask(path)).text) as T;
const post = (path: string, body: object, headers: Record<string, string> = {}): ReturnType<typeof ask> => ask(path, { method: "POST", headers: { Origin: opened.origin, "Content-Type": "application/json", ...headers }, body: JSON.stringify(body) });

describe("who may ask", () => {
  test("nothing without having come in; the page itself holds no data", async () => {
    for (const path of ["/api/session", "/api/rings", "/api/ring?id=R-1", "/api/live/person"]) {
      expect((await ask(path, { headers: { Cookie: "" } })).status).toBe(401);
      // The cookie alone, as whoever listens on another port of this machine is sent it.
      expect((await ask(path, { headers: { "X-Console-Key": "" } })).status).toBe(401);
    }
    const page = await ask("/ring/R-1", { headers: { Cookie: "" } });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain("R-1");
  });

  test("nothing under another name, from another site, or from another port of this machine", async () => {
    expect((await ask("/api/session", { headers: { Host: "evil.example" } })).status).toBe(403);
    expect((await ask("/", { headers: { Host: "evil.example" } })).status).toBe(403);
    expect((await ask("/api/session", { headers: { Origin: "http://127.0.0.1:1" } })).status).toBe(403);
    expect((await ask("/api/session", { headers: { "Sec-Fetch-Site": "same-site" } })).status).toBe(403);
    expect((await post("/api/query", { sql: "select 1" }, { Origin: "http://evil.example" })).status).toBe(403);
    expect((await ask("/api/query", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" })).status).toBe(403);
    // What a form of another site can send.
    expect((await post("/api/query", { sql: "select 1" }, { "Content-Type": "text/plain" })).status).toBe(400);
  });

  test("a wrong token opens nothing, a used one neither", async () => {
    expect((await post("/api/enter", { token: "x" })).status).toBe(401);
    const used = opened.entrance().split("token=")[1];
    expect((await post("/api/enter", { token: used })).status).toBe(200);
    expect((await post("/api/enter", { token: used })).status).toBe(401);
    expect(opened.entrance()).not.toContain(used);
  });

  test("every answer forbids what stands in a page, and frames", async () => {
    for (const path of ["/", "/api/session", "/api/nothing", "/assets/nothing.js"]) {
      const { headers } = await ask(path);
      expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(String(headers["content-security-policy"])).not.toMatch(/unsafe|\*|https?:|data:/);
      expect(headers["x-content-type-options"]).toBe("nosniff");
    }
    expect((await ask("/")).text).not.toMatch(/<script(?![^>]* src=)|<style|style=|onload=|https?:\/\//);
  });

  test("no path leads to the file system", async () => {
    const page = (await ask("/")).text;
    for (const path of ["/../package.json", "/assets/../../package.json", "/assets/%2e%2e/%2e%2e/package.json", "/etc/passwd", "//etc/passwd", "/assets/..%5c..%5cpackage.json"]) {
      const { status, text } = await ask(path);
      expect([status, text === page || status === 404]).toEqual([expect.any(Number), true]);
      expect(text).not.toMatch(/"devDependencies"|root:/);
    }
  });
});

test("what a page gets of a ring is what --json prints of it", async () => {
  const { whole, ages, account_count, kind_bits, rests_on, ...view } = await json<RingView>("/api/ring?id=r1");
  const { moments } = await json<MomentsView>("/api/ring/moments?id=r1");
  const { neighbours } = await json<NeighboursView>("/api/ring/neighbours?id=r1");
  const printedRing = JSON.parse((await run(home, ["ring", "R-1", "--json"])).out) as Record<string, unknown>;
  expect(printedRing).toMatchObject({ ...view, moments, neighbours });
  expect([whole.keys, account_count, kind_bits.length, rests_on?.source, ages?.known_count]).toEqual([view.keys.length, 8, 1, "d-1", 6]);
  const account = await json<Record<string, unknown>>("/api/account?id=r1");
  const printed = JSON.parse((await run(home, ["account", "r1", "--json"])).out) as Record<string, unknown>;
  expect(account).toMatchObject(printed);
});

test("tonight holds the incidents with their answers, and the newest one's curve", async () => {
  const { incidents: { incidents, curve } } = await json<TonightView>("/api/tonight");
  expect(incidents).toMatchObject([{ incident_id: "I-1", status: "over", action: "live_start", ring_id: "R-1", coordinated: true, participant_count: 3, restrict_count: 2, challenge_count: 0, spared_count: 1, before_count: 1, facts: {} }]);
  expect(curve.map((minute) => [minute.minute_at, minute.act_count, minute.proposed_count])).toEqual([["2026-01-02T22:00:00.000Z", 40, 2], ["2026-01-02T22:01:00.000Z", 20, 0]]);
});

test("what is not there is said, with what to do", async () => {
  for (const [path, words] of [["/api/ring?id=R-99", "There is no ring"], ["/api/account?id=nobody", "There is no account"], ["/api/thing?key=nothing", "Nothing that two accounts share"], ["/api/rings?least=x", "whole number"], ["/api/rings?since=1", "must be a day"], ["/api/ring", "lacks id"], ["/api/live/person", "only reads"]]) {
    const { status, text } = await ask(path);
    expect([path, status]).toEqual([path, 400]);
    expect(text).toContain(words);
  }
});

test("rings are filtered by everything that can be asked", async () => {
  const count = async (search: string): Promise<number> => (await json<{ rings: unknown[] }>(`/api/rings?status=active&${search}`)).rings.length;
  expect(await Promise.all(["", "kind=device", "kind=flood", "least=6", "least=7", "most=5", "text=R3", "text=d-1", "text=nothing", "since=2020-01-01", "since=2999-01-01", "action=watch&kind=flood"].map(count))).toEqual([1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0]);
  expect((await json<{ rings: unknown[] }>("/api/rings")).rings).toHaveLength(2);
});

describe("the SQL box", () => {
  const query = (sql: string): ReturnType<typeof post> => post("/api/query", { sql });

  test("asks, and says what is more", async () => {
    const { columns, rows, more } = JSON.parse((await query("select i, 'x' as x from range(600) as t(i)")).text) as QueryView;
    expect([columns, rows.length, rows[0], more]).toEqual([["i", "x"], 500, { i: 0, x: "x" }, true]);
    expect((await post("/api/query.csv", { sql: "select i, 'a,\"b' as x from range(600) as t(i)" })).text.split("\r\n").slice(0, 2)).toEqual(["i,x", '0,"a,""b"']);
  });

  test.each(["create table x (i int)", "delete from run", "attach 'other.duckdb'", "copy run to 'out.csv'", "from read_csv('/etc/passwd')", "from '/etc/passwd'", "install httpfs", "set memory_limit = '8GB'", "set enable_external_access = true", "pragma threads = 8"])("refuses %s", async (sql) => {
    expect((await query(sql)).status).toBe(400);
  });

  test("refuses what is no question", async () => {
    expect((await query(" ")).text).toContain("empty");
    expect((await query("from nowhere")).text).toContain("from about");
  });

  test("stops what takes too long, and what takes too much", async () => {
    const reader = new SnapshotReader(home);
    await expect(reader.query("select count(*) from range(1000000000) as a(i), range(1000000) as b(j) where i * j % 7 = 3", 10, 200)).rejects.toThrow(/longer than 0.2 s/);
    await expect(reader.query("select list(i) as l from range(200000000) as t(i)", 10, 60_000)).rejects.toThrow(/memory|Out of Memory/i);
    reader.close();
  });
});

test("a GET decides nothing", async () => {
  for (const form of ["open-review", "ring", "accounts", "allow", "undo"]) expect((await ask(`/api/decide/${form}?ring=R-1`)).status).toBe(404);
});

test("twenty questions at once are answered, all the same", async () => {
  const texts = await Promise.all(Array.from({ length: 20 }, (_, i) => ask(`/api/ring?id=R-1&n=${i}`)));
  expect(new Set(texts.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(texts.map(({ text }) => text)).size).toBe(1);
});

test("a file that took the place of the last one is read from then on, also by who asks meanwhile", async () => {
  const before = await json<SessionView>("/api/session");
  const asking = Array.from({ length: 30 }, () => json<TonightView>("/api/tonight"));
  await changedSnapshot(home, ["update ring set size = 999 where ring_id = 'R-1'"], home);
  asking.push(...Array.from({ length: 30 }, () => json<TonightView>("/api/tonight")));
  for (const { strongest } of await Promise.all(asking)) expect([6, 999]).toContain(strongest[0].size);
  const after = await json<SessionView>("/api/session");
  expect(after.stamp).not.toBe(before.stamp);
  expect((await json<RingView>("/api/ring?id=R-1")).ring.size).toBe(999);
});

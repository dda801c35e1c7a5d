import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { many, openTown, type Town } from "../enforcement/town.js";
import { run, type Outcome } from "./command-line.js";

let town: Town;
let home: string;
/** URLs of people who really log in, each with the roles of their work. */
const urls: Record<string, string> = {};
beforeAll(async () => {
  town = await openTown();
  home = mkdtempSync(join(tmpdir(), "ringfence-cli-"));
  const roles = { ida: ["reviewer"], jon: ["reviewer"], kim: ["publisher", "reader"], pia: ["publisher"], lea: ["enforcer"], max: ["appeals"] };
  for (const [name, held] of Object.entries(roles)) {
    const user = `ringfence_test_cli_${name}`;
    await town.owner.query(`do $$ begin create role ${user}; exception when duplicate_object or unique_violation then null; end $$`);
    await town.owner.query(`alter role ${user} login password 'made-up'`);
    for (const role of held) await town.owner.query(`grant ringfence_${role} to ${user}`);
    const url = new URL(town.database.url);
    [url.username, url.password] = [user, "made-up"];
    urls[name] = url.href;
  }
  await town.night(1, many(12, (at) => ({ ring_id: at < 10 ? "R-1" : "R-2" })));
});
afterAll(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});
const as = (name: string, ...argv: string[]): Promise<Outcome> => run(home, argv, { env: { DATABASE_URL: name === "owner" ? town.database.url : urls[name] } });
const jsonOf = async (outcome: Promise<Outcome>): Promise<Record<string, unknown>> => {
  const { code, out, err } = await outcome;
  expect(code, err).toBe(0);
  return JSON.parse(out) as Record<string, unknown>;
};

test("from a proposal to a lift, each by whoever may", async () => {
  expect((await as("ida", "review", "waiting")).out).toMatch(/R-1 +10 +10 +0 +0 +0\nR-2 +2/);
  const shown = await as("ida", "review", "approve", "--ring", "R-1");
  expect(shown).toMatchObject({ code: 0, out: expect.stringMatching(/approving it would ban 10\.\nHow old they are is not known[\s\S]*rest most on one device, d-a000000: 1 of 10 hold it[\s\S]*Look at each of these 5 of 10/) });
  expect(await as("ida", "review", "approve", "--ring", "R-1", "--review", "1", "--reason", "a farm")).toMatchObject({ code: 2, err: expect.stringContaining("5 of the 5 accounts drawn") });
  expect(await as("ida", "review", "look", "a000011", "--review", "1")).toMatchObject({ code: 2, err: expect.stringContaining("was not drawn") });
  expect(await as("ida", "review", "approve", "--account", "a000000", "a000001", "a000002", "--reason", "by name")).toMatchObject({ code: 2, err: expect.stringContaining("takes a review of the ring") });
  for (const name of ["ida", "jon"]) {
    const { review } = (await jsonOf(as(name, "review", "approve", "--ring", "R-1", "--json"))) as { review: { review_id: number; sample: string[] } };
    for (const account of review.sample) expect((await as(name, "review", "look", account, "--review", String(review.review_id))).out).toContain("Case C-");
    expect(await jsonOf(as(name, "review", "approve", "--ring", "R-1", "--review", String(review.review_id), "--reason", "a farm", "--json"))).toEqual({ decided: 10, changed: name === "ida" ? 0 : 10, waiting: name === "ida" ? 10 : 0 });
  }
  expect((await as("jon", "review", "reject", "--account", "a000010", "a000011", "--reason", "a family")).out).toContain("2 cases are rejected now");
  expect((await as("ida", "allow", "add", "account", "a000003", "--reason", "our own")).out).toContain("Entry 1 of the allow-list holds");
  expect((await as("kim", "allow", "list")).out).toContain("a000003");
  expect((await as("kim", "diff")).out).toContain("would apply 9:");
  expect(await as("kim", "release", "--id", "r1")).toMatchObject({ code: 0, out: expect.stringContaining("The mode is shadow: nothing was released. 9 cases would leave") });
  expect((await as("kim", "mode", "on")).err).toContain("needs a reason");
  expect((await as("kim", "mode", "on", "--release-cap", "5", "--reason", "a test")).out).toBe("The mode is on, release_cap is 5.\n");
  expect(await as("kim", "release", "--id", "r1")).toMatchObject({ code: 5, out: "", err: expect.stringMatching(/would apply 9 effects; the cap is 5 .*--limit 5/) });
  expect(await jsonOf(as("kim", "release", "--id", "r1", "--limit", "5", "--json"))).toMatchObject({ release_id: "r1", outcome: "released", applied: 5, first_seq: 1, last_seq: 5 });
  expect((await as("kim", "release", "--id", "r1", "--limit", "5")).out).toContain("Nothing was done now");
  expect((await as("kim", "mode")).out).toMatch(/Mode on, since .* by ringfence_test_cli_kim: a test\ncases: 0 wait for people, 5 are approved, 5 are in force/);
  expect((await as("kim", "mode", "--day-cap", "5000", "--reason", "more")).out).toMatch(/^To brake less takes a second person \(ringfence mode --confirm 1\), or an hour .* day_cap is 5000\.\n$/);
  expect((await as("kim", "mode")).out).toContain("request 1 of ringfence_test_cli_kim waits since");
  expect(await as("kim", "mode", "--confirm", "1")).toMatchObject({ code: 2, err: expect.stringContaining("Another one must confirm it") });
  expect((await as("pia", "mode", "--confirm", "1")).out).toBe("day_cap is 5000.\n");
  expect((await as("lea", "feed", "verify")).err).toContain("ringfence_auditor");
  expect((await as("lea", "feed", "status", "--json")).out).toContain('"last_seq": 5');
  expect((await as("lea", "feed", "verify")).out).toBe("5 rows fit together.\n");
  const file = join(home, "seen");
  expect(await as("lea", "consume", "--consumer", "bans", "--once", "--exec", `cat >> '${file}'`)).toMatchObject({ code: 0, err: expect.stringContaining("5 effects applied, up to row 5.") });
  expect(readFileSync(file, "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3, 4, 5]);
  expect(await as("lea", "consume", "--consumer", "bans", "--once", "--exec", "false")).toMatchObject({ code: 0 });
  expect((await as("lea", "feed", "status")).out).toMatch(/consumer +applied up to +behind[^]*bans +5 +0 +– /);
  expect((await as("ida", "review", "look", "a000001")).out).toMatch(/^Case C-2: ban, released, ring R-1, proposed 2026-01-01\. Acts as one\.\nkind +about +held by +bits\s+device +device d-a000001 +6 +10\.0\s+timing +target t-a000001 +6 +10\.0/);
  expect((await as("max", "undo", "account", "a000000", "--id", "u0", "--reason", "an appeal")).out).toBe("Lifted 1 effects and withdrew 0 open cases, as u0. The next night may propose it again; so that it does not, ringfence allow add account a000000 --reason TEXT (or --allow, next time).\n");
  expect(await jsonOf(as("max", "undo", "release", "r1", "--id", "u1", "--reason", "an agency", "--json"))).toMatchObject({ outcome: "undone", lifted: 4 });
  // What was proposed and is released, overturned or rejected by now is not what the night's file says.
  expect(await as("kim", "candidates")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("a000006") });
  expect((await jsonOf(as("kim", "candidates", "--all", "--json")) as unknown as Record<string, unknown>[]).filter((row) => row.overturned_reason === "an agency").map((row) => row.state)).toEqual(Array.from({ length: 4 }, () => "reversed"));
  expect((await as("kim", "candidates", "--all", "--ring", "R-1")).out).toMatch(/overturned before[\s\S]*: an agency/);
  expect((await as("kim", "candidates", "--action", "ban", "--csv")).out.trim().split("\r\n")).toHaveLength(6);
  expect(await as("lea", "candidates")).toMatchObject({ code: 2, err: expect.stringContaining("unset DATABASE_URL") });
  expect((await as("kim", "review", "kinds")).out).toMatch(/device +5 +5 +100\.0 %/);
  expect(await as("lea", "consume", "--consumer", "bans", "--once", "--apply-to", "postgres://app:hunter2@127.0.0.1/app")).toMatchObject({ code: 2, err: expect.not.stringContaining("hunter2") });
  writeFileSync(join(home, "apply-to"), `${town.database.url}\n`);
  expect(await as("lea", "consume", "--consumer", "bans", "--once", "--apply-to", "@apply-to")).toMatchObject({ code: 0, err: expect.stringContaining("10 effects applied") });
});

test("a webhook gets each effect under its key, and one that fails is asked again", async () => {
  const keys: string[] = [];
  let mended = false;
  const hook = createServer((request, response) => {
    keys.push(String(request.headers["idempotency-key"]));
    request.resume();
    response.writeHead(mended || keys.length < 3 ? 204 : 503).end();
  });
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/effects`;
  expect(await as("lea", "consume", "--consumer", "hook", "--once", "--webhook", url)).toMatchObject({ code: 1, err: expect.stringContaining("The webhook for row 3 answered 503") });
  mended = true;
  expect(await as("lea", "consume", "--consumer", "hook", "--once", "--webhook", url)).toMatchObject({ code: 0, err: expect.stringContaining("8 effects applied, up to row 10.") });
  expect(new Set(keys).size).toBe(10);
  expect(keys[2]).toBe(keys[3]);
  await new Promise((resolve) => hook.close(resolve));
});

test("consuming goes on until it is stopped, and hears of a release at once", async () => {
  const controller = new AbortController();
  const file = join(home, "live");
  const consuming = run(home, ["consume", "--consumer", "live", "--exec", `cat >> '${file}'`, "--poll-seconds", "600"], { env: { DATABASE_URL: urls.lea }, signal: controller.signal });
  const until = async (seq: number): Promise<void> => {
    while ((await town.owner.query("select from ringfence.feed_consumer where consumer = 'live' and seq >= $1", [seq])).rows.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until(10);
  await as("kim", "release", "--id", "live", "--limit", "4");
  await until(14);
  controller.abort(new Error("stopped"));
  expect((await consuming).err).toContain("4 effects applied, up to row 14.");
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(14);
});

test("who lacks the role, and a database that was not migrated, are told so in one sentence", async () => {
  expect(await as("lea", "release", "--id", "x")).toMatchObject({ code: 2, err: expect.stringMatching(/may not do that .*permission denied for function release\. Connect as a user that holds ringfence_publisher/) });
  expect(await as("lea", "review", "approve")).toMatchObject({ code: 2, err: expect.stringContaining("--account, --list or --ring") });
  expect(await as("lea", "consume", "--consumer", "a b", "--once", "--exec", "true")).toMatchObject({ code: 2, err: expect.stringContaining("no consumer's name") });
  expect(await as("lea", "consume", "--consumer", "a")).toMatchObject({ code: 2, err: expect.stringContaining("Say where effects go") });
  await town.owner.query("create schema if not exists elsewhere");
  const url = new URL(town.database.url);
  url.pathname = "/postgres";
  expect(await run(home, ["diff"], { env: { DATABASE_URL: url.href } })).toMatchObject({ code: 2, err: expect.stringContaining('Run "ringfence migrate"') });
  const { from, to, missing_roles } = await jsonOf(as("owner", "migrate", "--json"));
  expect([from === to, missing_roles]).toEqual([true, []]);
  expect((await as("owner", "feed", "new-epoch", "--reason", "a test")).out).toContain("--accept-epoch");
  expect(await as("lea", "consume", "--consumer", "live", "--once", "--exec", "true")).toMatchObject({ code: 5, err: expect.stringContaining("the database was restored") });
});

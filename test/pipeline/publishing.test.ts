import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { metricsFile, runLogFile, snapshotFile, workFolder } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, fromSnapshot, openHouse, richRings, settingsWith, worldAsOfMs, type House } from "./night.js";

const day = 86_400_000;
let house: House;
let world: string;
/** The accounts of the planted farm that are still open, ascending. */
let farm: string[];

beforeAll(async () => {
  house = await openHouse();
  world = folderIn(house.home, "world");
  await makeWorld({ accounts: 6000, seed: 1, ...richRings, habits: ["farm", "cell", "engagement"], out: world });
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  farm = (await engine.rows(`select account_id from '${join(world, "truth.parquet")}' join '${join(world, "accounts.parquet")}' using (account_id) where kind = 'farm' and closed_at is null order by account_id`)).map((row) => String(row.account_id));
  engine.close();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.forget();
  await house.load(world);
});

const candidatesOf = async (accounts: readonly string[], state = "proposed"): Promise<string[]> =>
  (await house.rows("select account_id || ' ' || action as line from ringfence.ban_candidate where account_id = any ($1) and state = $2 order by 1", [accounts, state])).map((row) => String(row.line));
const tableCounts = async (): Promise<unknown> =>
  (await house.rows("select (select count(*)::int from ringfence.ring) as ring, (select count(*)::int from ringfence.ring_member) as member, (select count(*)::int from ringfence.ban_candidate) as candidate, (select count(*)::int from ringfence.hub) as hub"))[0];
const nothing = { ring: 0, member: 0, candidate: 0, hub: 0 };

describe("who is never proposed", () => {
  test("protected and closed accounts stay in the ring as what they are, and are candidates for nothing", async () => {
    const [isProtected, closed, closedLater] = [farm.slice(0, 3), farm.slice(3, 6), farm.slice(6, 8)];
    await house.client.query("update accounts set protected = true where account_id = any ($1)", [isProtected]);
    await house.client.query("update accounts set closed_at = '2025-12-15' where account_id = any ($1)", [closed]);
    await house.client.query("update accounts set closed_at = '2025-12-23' where account_id = any ($1)", [closedLater]);
    await house.night();
    expect(await house.rows("select action from ringfence.ban_candidate where account_id = any ($1)", [[...isProtected, ...closed]])).toEqual([]);
    expect(await house.rows("select action from ringfence.ban_candidate join accounts using (account_id) where protected or closed_at < '2025-12-22'")).toEqual([]);
    const roles = async (accounts: readonly string[]): Promise<unknown[]> => (await house.rows("select role from ringfence.ring_member where account_id = any ($1)", [accounts])).map((row) => row.role);
    expect(await roles(isProtected)).toEqual(["protected", "protected", "protected"]);
    expect(await roles(closed)).toEqual(["closed", "closed", "closed"]);
    // A run knows nothing of what comes after its as_of.
    expect((await candidatesOf(closedLater)).length).toBe(2);
    expect((await candidatesOf(farm.slice(8))).length).toBeGreaterThanOrEqual(farm.length - 10);
    expect(Number((await house.rows("select account_count from ringfence.run"))[0].account_count)).toBe((await house.rows("select count(*)::int as n from accounts where closed_at is null or closed_at >= '2025-12-22'"))[0].n);
  });
});

describe("the guardrail", () => {
  test("too many bans: exit code 5, nothing published, the run on record as refused; --allow publishes the same run", async () => {
    const settings = settingsWith({ max_ban_share: 0.0001 });
    await expect(house.night({ settings })).rejects.toMatchObject({ code: "GUARDRAIL", exitCode: 5, message: expect.stringMatching(/Nothing was published.*--allow \d+/s) });
    expect(await tableCounts()).toEqual(nothing);
    expect(existsSync(snapshotFile(house.home))).toBe(false);
    const [refused] = await house.rows("select run_id, status, reason from ringfence.run");
    expect(refused).toMatchObject({ status: "refused", reason: expect.stringContaining("max_ban_share") });
    const bans = Number(/would propose (\d+)/.exec(String(refused.reason))![1]);
    await expect(house.night({ settings, allow: bans - 1 })).rejects.toMatchObject({ code: "GUARDRAIL" });
    const outcome = await house.night({ settings, allow: bans });
    expect(outcome).toMatchObject({ status: "published", runId: refused.run_id });
    expect(await house.rows("select status from ringfence.run")).toEqual([{ status: "published" }]);
    expect(outcome.counts.candidates_ban).toBe(bans);
  });

  test("a refused night leaves the night before whole", async () => {
    await house.night();
    const before = await tableCounts();
    const file = readFileSync(snapshotFile(house.home));
    await expect(house.night({ asOfMs: worldAsOfMs + day, settings: settingsWith({ max_ban_share: 0 }) })).rejects.toMatchObject({ code: "GUARDRAIL" });
    expect(await tableCounts()).toEqual(before);
    expect(readFileSync(snapshotFile(house.home)).equals(file)).toBe(true);
  });

  test("its advice works: a dry run shows what would have been proposed", async () => {
    const outcome = await house.night({ dryRun: true, settings: settingsWith({ max_ban_share: 0 }) });
    expect(outcome.status).toBe("dry");
    expect(outcome.counts.candidates_ban).toBeGreaterThan(0);
  });
});

test("a dry run computes everything and leaves nothing", async () => {
  const dry = await house.night({ dryRun: true });
  expect(dry.status).toBe("dry");
  expect(dry.counts.candidates_ban).toBeGreaterThan(10);
  expect(await tableCounts()).toEqual(nothing);
  expect(await house.rows("select run_id from ringfence.run where status = 'published'")).toEqual([]);
  expect(existsSync(snapshotFile(house.home))).toBe(false);
  expect(existsSync(workFolder(house.home))).toBe(false);
  expect(await house.night()).toMatchObject({ status: "published", runId: dry.runId, counts: dry.counts });
});

test("two nights at once: one works, the other leaves at once and says who holds the lock", async () => {
  const both = await Promise.allSettled([house.night(), house.night()]);
  const won = both.filter((one) => one.status === "fulfilled");
  const lost = both.filter((one) => one.status === "rejected");
  expect([won.length, lost.length]).toEqual([1, 1]);
  expect(won[0].value.status).toBe("published");
  expect(lost[0].reason).toMatchObject({ code: "LOCKED", exitCode: 4, message: expect.stringMatching(/ringfence nightly \d+/) });
  expect(await house.rows("select status from ringfence.run")).toEqual([{ status: "published" }]);
});

describe("the nights after", () => {
  test("the same ring keeps its id; the same action adds membership, not a second row", async () => {
    const first = await house.night();
    const rings = await house.rows("select ring_id, array_agg(account_id order by account_id) as accounts from ringfence.ring_member group by ring_id order by ring_id");
    const banned = (await candidatesOf(farm)).filter((line) => line.endsWith(" ban")).length;
    // Those of the farm that also live beside it are challenged.
    expect(banned).toBeGreaterThan(0.6 * farm.length);
    const second = await house.night({ asOfMs: worldAsOfMs + day });
    expect(second.runId).not.toBe(first.runId);
    expect(await house.rows("select account_id from ringfence.ban_candidate where state in ('proposed', 'approved') group by account_id having count(*) > 1")).toEqual([]);
    // Who is banned by both nights has one row, of the first; who lived beside the farm until then may be new in the second.
    const rows = await house.rows("select run_id, count(*)::int as n from ringfence.ban_candidate where account_id = any ($1) and action = 'ban' group by run_id", [farm]);
    expect(rows).toContainEqual({ run_id: first.runId, n: banned });
    expect(await house.rows("select account_id from ringfence.ban_candidate where action = 'ban' group by account_id having count(*) > 1")).toEqual([]);
    expect(await house.rows("select run_id from ringfence.ring_member where account_id = $1 order by run_id", [farm[0]])).toEqual([first.runId, second.runId].sort().map((run_id) => ({ run_id })));
    const farmRing = rings.find((ring) => (ring.accounts as string[]).includes(farm[0]))!.ring_id;
    expect(await house.rows("select event from ringfence.ring_event where ring_id = $1 order by event", [farmRing])).toEqual([{ event: "birth" }, { event: "continuation" }]);
    expect(await house.rows("select first_run_id, last_run_id, status from ringfence.ring where ring_id = $1", [farmRing])).toEqual([{ first_run_id: first.runId, last_run_id: second.runId, status: "active" }]);
    expect(await fromSnapshot(house.home, "select count(*)::int as n from run where status = 'published'")).toEqual([{ n: 2 }]);
  });

  test("evidence gone: the proposals are withdrawn, the ring is dormant; evidence back: it returns and is proposed again", async () => {
    await house.night();
    const bans = await candidatesOf(farm);
    expect(bans.length).toBe(farm.length);
    await house.client.query("delete from logins where account_id = any ($1)", [farm]);
    await house.client.query("delete from actions where account_id = any ($1)", [farm]);
    await house.client.query("update accounts set created_at = created_at - interval '37 hours' * array_position($1::text[], account_id) where account_id = any ($1)", [farm]);
    const gone = await house.night({ asOfMs: worldAsOfMs + day });
    expect(await candidatesOf(farm)).toEqual([]);
    expect(await candidatesOf(farm, "withdrawn")).toEqual(bans);
    expect(gone.counts.rows_withdrawn).toBeGreaterThanOrEqual(farm.length);
    expect((await house.rows("select event from ringfence.ring_event where run_id = $1 and event = 'dormancy'", [gone.runId])).length).toBeGreaterThanOrEqual(1);
    expect(await house.rows("select account_id from ringfence.ban_list where account_id = any ($1)", [farm])).toEqual([]);
    await house.load(world);
    const back = await house.night({ asOfMs: worldAsOfMs + day + 1 });
    expect((await candidatesOf(farm)).length).toBe(farm.length);
    expect((await house.rows("select ring_id from ringfence.ring_event where run_id = $1 and event = 'return' and matched_on = 'accounts'", [back.runId])).length).toBeGreaterThanOrEqual(1);
    expect(await house.rows("select ring_id from ringfence.ring_event where run_id in ($1, $2) and event = 'birth'", [gone.runId, back.runId])).toEqual([]);
  });

  test("a night of before, run after a newer one, changes neither rings nor candidates", async () => {
    await house.night();
    const before = await tableCounts();
    const file = readFileSync(snapshotFile(house.home));
    const old = await house.night({ asOfMs: worldAsOfMs - day });
    expect(old.status).toBe("stale");
    expect(await tableCounts()).toEqual(before);
    expect(readFileSync(snapshotFile(house.home)).equals(file)).toBe(true);
  });
});

test("the ban list is the open bans", async () => {
  await house.night();
  const listed = await house.rows('select account_id, ring_id, proposed_at, expires_at from ringfence.ban_list order by account_id collate "C"');
  expect(listed.length).toBeGreaterThan(0.8 * farm.length);
  expect(listed).toEqual(await house.rows(`select account_id, ring_id, proposed_at, expires_at from ringfence.ban_candidate where action = 'ban' and state in ('proposed', 'approved') order by account_id collate "C"`));
});

test("a restriction ends by itself; times come from as_of, not from the clock", async () => {
  await house.night();
  const [restrict] = await house.rows("select distinct proposed_at, expires_at from ringfence.ban_candidate where action = 'restrict'");
  expect(restrict).toEqual({ proposed_at: new Date(worldAsOfMs), expires_at: new Date(worldAsOfMs + 14 * day) });
  expect(await house.rows("select distinct expires_at from ringfence.ban_candidate where action <> 'restrict'")).toEqual([{ expires_at: null }]);
});

test("rows read = rows used + rows in quarantine, whatever is in the source", async () => {
  await house.client.query(`
    alter table accounts drop constraint accounts_pkey;
    alter table accounts alter account_id drop not null;
    alter table logins alter ip type text;
    insert into accounts (account_id, created_at) select account_id, created_at + interval '1 hour' from accounts limit 7;
    insert into accounts (account_id, created_at) values (null, '2025-01-01'), ('', '2025-01-01'), ('timeless', null), ('endless', '-infinity');
    insert into logins select * from logins where logged_in_at < '2025-12-20' limit 11;
    insert into logins values ('nobody', 'd', '1.2.3.4', '2025-12-20'), (null, 'd', '1.2.3.4', '2025-12-20'), ('', 'd', '1.2.3.4', '2025-12-20'), ('timeless', 'd', '1.2.3.4', '2025-12-20');
    insert into logins select account_id, 'd', 'no address', '2025-12-20' from accounts where account_id <> '' and isfinite(created_at) limit 5;
    insert into logins select account_id, null, null, '2025-12-20' from accounts where account_id <> '' and isfinite(created_at) limit 3;
    insert into logins select account_id, 'd', '1.2.3.4', null from accounts where account_id <> '' and isfinite(created_at) limit 2;
    insert into actions select * from actions where acted_at between '2025-12-17' and '2025-12-20' limit 13;
    insert into actions values ('nobody', 'like', 'x', '2025-12-20'), (null, 'like', 'x', '2025-12-20'), ('', 'like', 'x', '2025-12-20');
    insert into actions select account_id, null, 'x', '2025-12-20' from accounts where account_id <> '' and isfinite(created_at) limit 4;
    insert into actions select account_id, 'like', 'x', null from accounts where account_id <> '' and isfinite(created_at) limit 2;`);
  const { counts, runId } = await house.night();
  await house.client.query("drop table accounts, logins, actions");
  const quarantine = await house.rows("select source_table, rule, left_out, row_count::int as n from ringfence.quarantine where run_id = $1", [runId]);
  const sum = (table: string): number => quarantine.filter((row) => row.source_table === table && !["value", "absent"].includes(String(row.left_out))).reduce((total, row) => total + Number(row.n), 0);
  for (const table of ["accounts", "logins", "actions"]) expect([table, counts[`${table}_used`] + sum(table)]).toEqual([table, counts[`${table}_read`]]);
  expect(counts.accounts_used).toBe(6002);
  const rule = (table: string, name: string): unknown => quarantine.find((row) => row.source_table === table && row.rule === name)?.n;
  expect(rule("accounts", "account_id twice")).toBe(7);
  expect(rule("accounts", "account_id missing")).toBe(2);
  expect(rule("accounts", "created_at missing")).toBe(2);
  expect(rule("logins", "unknown account")).toBe(1);
  expect(rule("logins", "neither device nor ip")).toBe(3);
  expect(rule("logins", "logged_in_at missing")).toBe(2);
  expect(rule("logins", "ip unreadable")).toBe(5);
  expect(rule("logins", "duplicate")).toBeGreaterThanOrEqual(11);
  expect(rule("actions", "unknown account")).toBe(1);
  expect(rule("actions", "action missing")).toBe(4);
  expect(rule("actions", "acted_at missing")).toBe(2);
  expect(rule("actions", "duplicate")).toBeGreaterThanOrEqual(13);
});

test("no account, device or address in notes, progress, the run log, the run's row or the metrics", async () => {
  const said: string[] = [];
  await house.night({ note: (message) => said.push(message), progress: (event) => said.push(JSON.stringify(event)) });
  await house.night({ settings: settingsWith({ max_ban_share: 0 }), note: (message) => said.push(message) }).catch((error: unknown) => said.push(String(error)));
  said.push(readFileSync(runLogFile(house.home), "utf8"), readFileSync(metricsFile(house.home), "utf8"), JSON.stringify(await house.rows("select * from ringfence.run")));
  const words = new Set(said.join("\n").split(/[^A-Za-z0-9_.:-]+/));
  const secret = await house.rows("select account_id as word from accounts union select device_id from logins union select host(ip) from logins");
  expect(secret.length).toBeGreaterThan(6000);
  expect(secret.filter((row) => words.has(String(row.word)))).toEqual([]);
});

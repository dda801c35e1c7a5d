import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Engine } from "../../src/engine/engine.js";
import { makeWorld, type WorldSummary } from "../../src/world/make-world.js";
import { botCount, planRings } from "../../src/world/plan-rings.js";
import { Random } from "../../src/world/random.js";
import { habitNames, habits } from "../../src/world/scenarios.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-world-"));
const folder = (name: string): string => join(base, name);
const accounts = 8000;
let world: WorldSummary;
let engine: Engine;

beforeAll(async () => {
  world = await makeWorld({ accounts, seed: 9, out: folder("world") });
  await makeWorld({ accounts, seed: 9, out: folder("again") });
  await makeWorld({ accounts, seed: 10, out: folder("other") });
  await makeWorld({ accounts, seed: 9, out: folder("quiet"), rings: false });
  engine = await Engine.open({ path: ":memory:" });
}, 60_000);
afterAll(() => {
  engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** The one number of a query in which @world/name stands for a file. */
const number = (sql: string): Promise<number> => engine.number(sql.replace(/@(\w+)\/(\w+)/g, (_, name: string, file: string) => `read_parquet('${join(folder(name), `${file}.parquet`)}')`));
const rowsOf = async (name: string, file: string): Promise<string> => JSON.stringify(await engine.rows(`select count(*)::varchar as n, md5(string_agg(t::varchar, '|' order by rn)) as digest from (select t, row_number() over () as rn from read_parquet('${join(folder(name), `${file}.parquet`)}') as t)`));
const files = ["accounts", "logins", "actions", "truth", "innocents"];

test("the same seed gives the same rows in the same order, another seed others", async () => {
  for (const file of files) {
    expect(await rowsOf("again", file)).toBe(await rowsOf("world", file));
    expect(await rowsOf("other", file)).not.toBe(await rowsOf("world", file));
  }
});

test("the files hold what the summary says, and nothing else is left in the folder", async () => {
  expect(await number("select count(*) from @world/accounts")).toBe(accounts);
  expect(await number("select count(distinct account_id) from @world/accounts")).toBe(accounts);
  expect(await number("select count(*) from @world/logins")).toBe(world.logins);
  expect(await number("select count(*) from @world/actions")).toBe(world.actions);
  expect(await number("select count(*) from @world/truth")).toBe(world.ring_accounts);
  expect(readdirSync(folder("world")).sort()).toEqual([...files.map((file) => `${file}.parquet`), "world.json"].sort());
  const described = JSON.parse(readFileSync(join(folder("world"), "world.json"), "utf8")) as Record<string, unknown>;
  expect(described).toMatchObject({ accounts, seed: 9, as_of: "2025-12-22T00:00:00.000Z", version: 1 });
});

test("about 5 logins and 10 actions an account, most of them sleepy, some very busy", async () => {
  expect(world.logins / accounts).toBeGreaterThan(4);
  expect(world.logins / accounts).toBeLessThan(6.5);
  expect(world.actions / accounts).toBeGreaterThan(7.5);
  expect(world.actions / accounts).toBeLessThan(12);
  const perAccount = "(select a.account_id, count(x.account_id) as n from @world/accounts as a left join @world/actions as x on x.account_id = a.account_id group by a.account_id)";
  expect(await number(`select median(n) from ${perAccount}`)).toBeLessThan(5);
  expect(await number(`select max(n) from ${perAccount}`)).toBeGreaterThan(100);
});

test("every row is inside its window and the account's life, and belongs to an account", async () => {
  const end = "timestamptz '2025-12-22'";
  expect(await number(`select count(*) from @world/logins as l join @world/accounts as a using (account_id) where logged_in_at >= ${end} or logged_in_at < ${end} - interval 30 day or logged_in_at < created_at or logged_in_at >= closed_at`)).toBe(0);
  expect(await number(`select count(*) from @world/actions as x join @world/accounts as a using (account_id) where acted_at >= ${end} or acted_at < ${end} - interval 10 day or acted_at < created_at or acted_at >= closed_at`)).toBe(0);
  expect(await number("select count(*) from @world/logins where account_id not in (select account_id from @world/accounts)")).toBe(0);
  expect(await number("select count(*) from @world/actions where account_id not in (select account_id from @world/accounts)")).toBe(0);
  expect(await number(`select count(*) from @world/accounts where created_at >= ${end} or created_at is null`)).toBe(0);
  const young = await number(`select avg(cast(created_at >= ${end} - interval 180 day as integer)) from @world/accounts`);
  expect(young).toBeGreaterThan(0.15);
  expect(young).toBeLessThan(0.27);
});

test("bots are at most 2 %, every habit is there, sizes as in the truth", async () => {
  expect(world.ring_accounts).toBeLessThanOrEqual(0.02 * accounts);
  expect(new Set(world.rings.map((ring) => ring.habit))).toEqual(new Set(habitNames));
  expect(Math.min(...world.rings.map((ring) => ring.size))).toBe(6);
  for (const { ring, habit, size } of world.rings) expect(await number(`select count(*) from @world/truth where ring = '${ring}' and kind = '${habit}'`)).toBe(size);
  expect(await number("select count(*) from @world/truth join @world/innocents using (account_id)")).toBe(0);
  expect(await number("select count(*) from @world/truth join @world/accounts using (account_id) where protected")).toBe(0);
});

test("a world of 200,000 has at least six rings of each habit, within 2 %, and one of a million rings of a thousand and more", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const planned = ringSizes(new Random(seed, "ring sizes"), 200_000);
    for (const habit of habitNames) {
      const own = planned.filter((ring) => ring.habit === habit);
      expect(own.length, habit).toBeGreaterThanOrEqual(6);
      for (const { size } of own) {
        expect(size).toBeGreaterThanOrEqual(habits[habit].least);
        expect(size).toBeLessThanOrEqual(habits[habit].size[1]);
      }
    }
    expect(planned.reduce((sum, ring) => sum + ring.size, 0)).toBeLessThanOrEqual(4000);
  }
  expect(Math.max(...ringSizes(new Random(1, "ring sizes"), 1_000_000).map((ring) => ring.size))).toBeGreaterThan(1000);
});

test("the quiet world has the same innocents and not one bot", async () => {
  expect(await number("select count(*) from @quiet/accounts")).toBe(accounts);
  expect(await number("select count(*) from @quiet/truth")).toBe(0);
  const bots = botCount(world.rings);
  const same = "(select account_id, created_at, protected, closed_at from @world/accounts intersect select account_id, created_at, protected, closed_at from @quiet/accounts)";
  expect(await number(`select count(*) from ${same} as same`)).toBe(accounts - bots);
  // Innocents do exactly the same in both: what the noisy world has beyond it is the rings'.
  const extra = "(select * from @world/actions except select * from @quiet/actions)";
  expect(await number(`select count(*) from ${extra} as extra where account_id not in (select account_id from @world/truth)`)).toBe(0);
  expect(await number(`select count(*) from ${extra} as extra`)).toBeGreaterThan(0);
});

test("ids and their order say nothing about rings or age", async () => {
  const ranked = "(select a.account_id, row_number() over (order by a.account_id) * 1.0 / count(*) over () as place, row_number() over (order by created_at) * 1.0 / count(*) over () as age, t.ring is not null as bot from @world/accounts as a left join @world/truth as t using (account_id))";
  expect(Math.abs(await number(`select corr(place, age) from ${ranked}`))).toBeLessThan(0.05);
  // 140 bots: the mean of uniform places has a standard error of .025.
  expect(Math.abs((await number(`select avg(place) from ${ranked} where bot`)) - 0.5)).toBeLessThan(0.1);
  expect(await number("select count(distinct length(account_id)) from @world/accounts")).toBe(1);
  expect(await number("select count(*) from @world/logins where not regexp_full_match(device_id, '[0-9a-f]{16}')")).toBe(0);
  // No action is a ring's alone.
  expect(await number("select count(*) from (select action from @world/actions group by action having count(*) filter (where account_id not in (select account_id from @world/truth)) = 0)")).toBe(0);
});

test("addresses are public, IPv4 and IPv6, in the form that Postgres prints", async () => {
  expect(await number("select count(*) from @world/logins where ip is null")).toBe(0);
  const six = await number("select avg(cast(contains(ip, ':') as integer)) from @world/logins");
  expect(six).toBeGreaterThan(0.04);
  expect(six).toBeLessThan(0.4);
  expect(await number("select count(*) from @world/logins where contains(ip, ':') and not regexp_full_match(ip, '2[0-9a-f]{3}(:[1-9a-f][0-9a-f]{0,3}){7}')")).toBe(0);
  expect(await number("select count(*) from @world/logins where not contains(ip, ':') and not regexp_full_match(ip, '[0-9]{1,3}(\\.[0-9]{1,3}){3}')")).toBe(0);
  expect(await number("select count(*) from @world/logins where regexp_matches(ip, '^(0|10|127|22[4-9]|2[3-5][0-9]|192\\.168|169\\.254|172\\.(1[6-9]|2[0-9]|3[01])|100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7]))\\.')")).toBe(0);
});

test("life is as hard as rings: crowds behind one address, shared devices, many in one minute", async () => {
  const innocent = "account_id not in (select account_id from @world/truth)";
  expect(await number(`select max(n) from (select count(distinct account_id) as n from @world/logins where ${innocent} group by ip)`)).toBeGreaterThan(300);
  expect(await number(`select count(*) from (select device_id from @world/logins where ${innocent} group by device_id having count(distinct account_id) >= 6)`)).toBeGreaterThan(10);
  expect(await number(`select max(n) from (select count(distinct account_id) as n from @world/actions where ${innocent} group by target_id, action, date_trunc('minute', acted_at))`)).toBeGreaterThan(12);
  const kinds = await engine.rows(`select distinct kind from read_parquet('${join(folder("world"), "innocents.parquet")}')`);
  expect(kinds.map((row) => row.kind)).toEqual(expect.arrayContaining(["household", "dorm", "office", "carrier", "cafe", "friends", "flash_crowd", "giveaway", "streamer", "agency", "closed", "second_hand", "raid"]));
});

test("another end of time moves the whole world", async () => {
  const moved = await makeWorld({ accounts: 1000, seed: 1, out: folder("moved"), asOf: new Date("2024-03-05T17:30:00Z") });
  expect(moved.as_of).toBe("2024-03-05T17:30:00.000Z");
  expect(await number("select count(*) from @moved/actions where acted_at >= timestamptz '2024-03-05 17:30:00+00'")).toBe(0);
  expect(await number("select count(*) from @moved/actions where acted_at >= timestamptz '2024-03-05 00:00:00+00'")).toBeGreaterThan(0);
});

test("numbers out of range and a folder that is a file are usage errors; a signal leaves an empty folder", async () => {
  await expect(makeWorld({ accounts: 10, seed: 1, out: folder("small") })).rejects.toMatchObject({ code: "USAGE" });
  await expect(makeWorld({ accounts: 1000.5, seed: 1, out: folder("small") })).rejects.toMatchObject({ code: "USAGE" });
  await expect(makeWorld({ accounts: 1000, seed: -1, out: folder("small") })).rejects.toMatchObject({ code: "USAGE" });
  await expect(makeWorld({ accounts: 1000, seed: 1, out: join(folder("world"), "world.json") })).rejects.toMatchObject({ code: "USAGE" });
  const stop = new AbortController();
  const steps: string[] = [];
  const making = makeWorld({
    accounts: 1000, seed: 1, out: folder("stopped"), signal: stop.signal,
    onProgress: (step) => {
      steps.push(step);
      if (step === "rings") stop.abort();
    },
  });
  await expect(making).rejects.toMatchObject({ code: "INTERRUPTED" });
  expect(steps.at(-1)).toBe("rings");
  expect(readdirSync(folder("stopped"))).toEqual([]);
});

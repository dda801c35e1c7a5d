import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, fromSnapshot, openHouse, richRings, settingsWith, type House } from "./night.js";

/** Sources as other programs write them: a night must see through the spelling, and lose no more than what is missing. */
let house: House;
/** What the untouched world gives. */
let plain: Seen;

interface Seen {
  rings: number;
  proposed: unknown[];
}

beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 3000, seed: 21, out: world, ...richRings, ringShare: 0.04 });
  await house.load(world);
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  const ringAccounts = (await engine.rows(`select account_id from '${join(world, "truth.parquet")}' order by account_id`)).map((row) => row.account_id);
  engine.close();
  await house.client.query("create table member (account_id text); create table kept_account as table accounts; create table kept_login as table logins");
  await house.client.query("insert into member select unnest($1::text[])", [ringAccounts]);
  plain = await night();
  expect(plain.rings).toBeGreaterThan(3);
  expect(plain.proposed.length).toBeGreaterThan(20);
});
afterAll(() => house.close());

async function night(): Promise<Seen> {
  await house.forget();
  const { counts } = await house.night({ settings: settingsWith({ max_ban_share: 1 }) });
  return { rings: counts.rings, proposed: await house.rows("select account_id, action, evidence_bits from ringfence.ban_candidate order by account_id") };
}

/** A night over a changed source, with what it left out: "table: rule (left out)" → rows. */
async function after(sql: string): Promise<Seen & { left: Record<string, number> }> {
  await house.client.query(`truncate accounts, logins; insert into accounts select * from kept_account; alter table logins alter ip type text; insert into logins select account_id, device_id, host(ip), logged_in_at from kept_login; ${sql}`);
  const seen = await night();
  const left = await house.rows("select source_table || ': ' || rule || ' (' || left_out || ')' as name, row_count::int as n from ringfence.quarantine where rule <> 'duplicate'");
  return { ...seen, left: Object.fromEntries(left.map((row) => [row.name, row.n])) };
}

test("addresses as ports, lists of proxies and IPv6 in hex write them: the same candidates, to the bit", async () => {
  const { left, ...seen } = await after(String.raw`
    update logins set ip = case abs(hashtext(account_id)) % 4
      when 0 then ip when 1 then '::ffff:' || to_hex(split_part(ip, '.', 1)::int * 256 + split_part(ip, '.', 2)::int) || ':' || to_hex(split_part(ip, '.', 3)::int * 256 + split_part(ip, '.', 4)::int)
      when 2 then ip || ':52100' else 'unknown, ' || ip || ', 10.0.0.1' end where ip !~ ':';
    update logins set ip = '[' || upper(ip) || ']:443' where ip ~ '^2[0-9a-f]{3}:' and abs(hashtext(account_id)) % 2 = 0`);
  expect(seen).toEqual(plain);
  expect(Object.keys(left).filter((name) => !/\(absent\)/.test(name))).toEqual([]);
});

test("device ids in upper case for half of the accounts: the same candidates, to the bit", async () => {
  const { left, ...seen } = await after("update logins set device_id = upper(device_id) where abs(hashtext(account_id)) % 2 = 0");
  expect(seen).toEqual(plain);
  expect(Object.keys(left).filter((name) => !/\(absent\)/.test(name))).toEqual([]);
});

test("zero times and never for accounts that were not closed: the same candidates, each counted", async () => {
  const { left, ...seen } = await after(`update accounts set closed_at = case abs(hashtext(account_id)) % 4 when 0 then timestamptz '0001-01-01 00:00+00' when 1 then timestamptz '1970-01-01 00:00+00'
    when 2 then 'infinity' end where closed_at is null`);
  expect(seen).toEqual(plain);
  expect(left).toMatchObject({ "accounts: closed_at before created_at (value)": expect.any(Number) as number, "accounts: closed_at that says never (absent)": expect.any(Number) as number });
});

test.each([
  ["missing", "null", "created_at missing"],
  ["of a phone's clock", "'2038-01-19 03:14:07+00'", "created_at after as_of"],
  ["zero", "'0001-01-01 00:00:00+00'", "created_at impossibly early"],
])("the ring accounts' times of creation are %s: they are there with everything else of theirs, and only registration is not", async (_, value, rule) => {
  const { left, rings, proposed } = await after(`update accounts set created_at = ${value} where account_id in (select account_id from member)`);
  const [{ n }] = await house.rows("select count(*)::int as n from member join accounts using (account_id)");
  expect(left).toMatchObject({ [`accounts: ${rule} (value)`]: n });
  expect(Object.keys(left).filter((name) => /unknown account|\(outside\)/.test(name))).toEqual([]);
  // A ring or two of these worlds are known by their registration alone.
  expect(rings).toBeGreaterThanOrEqual(plain.rings - 2);
  expect(proposed.length).toBeGreaterThan(plain.proposed.length / 2);
  expect(await fromSnapshot(house.home, "select count(*)::integer as n from trace join account using (account_id) where kind = 'registration' and created_at is null")).toEqual([{ n: 0 }]);
});

test("an account of whose creation nothing is known is as old as its first login, when it comes to a ring's device from a life elsewhere", async () => {
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  const day = 86_400_000;
  await engine.run("create table ring_account as select 0 as ring, unnest([1, 2, 3]) as account");
  await engine.run("create table ring_key as select 0 as ring, 0 as key_no");
  await engine.run("create table key as select 0 as key_no, 0 as kind_no, 0::bigint as at_ms");
  await engine.run(`create table holding as select 0 as key_no, unnest([1, 2, 3]) as account, ${100 * day}::bigint as first_ms`);
  await engine.run(`create table account as select unnest([1, 2, 3]) as account, unnest([${10 * day}, null, null])::bigint as created_ms`);
  await engine.run(`create table login as select unnest([1, 2, 3]) as account, unnest([${20 * day}, ${20 * day}, ${90 * day}])::bigint as logged_in_ms`);
  await engine.runFile("graph/judge/own_act.sql", { device_kind_no: 0, registration_kind_no: 1, hijack_age_ms: 60 * day });
  expect(await engine.rows("select account, hijacked from ring_act order by account")).toEqual([{ account: 1, hijacked: 1 }, { account: 2, hijacked: 1 }, { account: 3, hijacked: 0 }]);
  engine.close();
});


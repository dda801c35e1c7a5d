import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { defaultSettings } from "../../src/config/settings.js";
import { Snapshot } from "../../src/duckdb/read-snapshot.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld } from "../../src/world/make-world.js";
import { framingNames } from "../../src/world/scenarios.js";
import { folderIn, fromSnapshot, openHouse, richRings, settingsWith, type House } from "../pipeline/night.js";
import { attack } from "./attack.js";

// Rings that a night finds, and what their operator could write into their rows so as not to be found.
let house: House;
/** Accounts of rings that the untouched world names, with the actions above watching. */
let known: Set<string>;
let rings: number;
beforeAll(async () => {
  house = await openHouse();
  const world = folderIn(house.home, "world");
  await makeWorld({ accounts: 3000, seed: 21, out: world, ...richRings, ringShare: 0.04 });
  await house.load(world);
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  const members = (await engine.rows(`select account_id from '${join(world, "truth.parquet")}' order by account_id`)).map((row) => row.account_id);
  engine.close();
  await house.client.query("create table member (account_id text); create table kept_account as table accounts; create table kept_login as table logins; create table kept_action as table actions");
  await house.client.query("insert into member select unnest($1::text[])", [members]);
  ({ named: known, rings } = await night());
  expect(known.size).toBeGreaterThan(40);
});
afterAll(() => house.close());

interface Seen {
  named: Set<string>;
  rings: number;
  left: Record<string, number>;
  warnings: string[];
  read: number;
  /** And what was left out as a row, a copy or of another time. */
  used: number;
}
async function night(): Promise<Seen> {
  await house.forget();
  const { counts, warnings } = await house.night({ settings: settingsWith({ max_ban_share: 1, source: { ...defaultSettings.source, max_lost_share: 1, max_lost_rise: 1 } }) });
  const rows = await house.rows("select account_id from ringfence.ring_member where account_id in (select account_id from member)");
  const left = await house.rows("select source_table || ': ' || rule as name, sum(row_count)::int as n from ringfence.quarantine group by 1");
  return { named: new Set(rows.map((row) => String(row.account_id))), rings: counts.rings, left: Object.fromEntries(left.map((row) => [row.name, row.n])), warnings, read: counts.accounts_read + counts.logins_read + counts.actions_read, used: counts.accounts_used + counts.logins_used + counts.actions_used + counts.rows_quarantined };
}
/** A night over a changed source. */
async function after(sql: string): Promise<Seen> {
  await house.client.query(`truncate accounts, logins, actions; insert into accounts select * from kept_account; alter table logins alter ip type text, alter logged_in_at drop not null; alter table actions alter acted_at drop not null;
    insert into logins select account_id, device_id, host(ip), logged_in_at from kept_login; insert into actions select * from kept_action; ${sql}`);
  return night();
}
const namedStill = (seen: Seen): number => [...known].filter((account) => seen.named.has(account)).length;
const stillNamed = (seen: Seen): number => namedStill(seen) / known.size;
const ofMembers = "account_id in (select account_id from member)";

attack({ who: "whoever chooses an id", attack: "a made-up address in front of X-Forwarded-For, another one at every login", by: "the last two addresses of a list count as well" }, async () => {
  const seen = await after(`update logins set ip = '203.' || (abs(hashtext(account_id || logged_in_at)) % 250) || '.' || (abs(hashtext(logged_in_at::text)) % 250) || '.7, ' || ip where ip !~ ':' and ${ofMembers}`);
  expect(stillNamed(seen)).toBeGreaterThan(0.95);
});

attack({ who: "whoever chooses an id", attack: "an action without a name", by: "it is one of the name ?, which all who leave it out share" }, async () => {
  const seen = await after(`update actions set action = case when abs(hashtext(account_id)) % 2 = 0 then '' end where action <> 'watch' and ${ofMembers}`);
  expect(stillNamed(seen)).toBeGreaterThan(0.9);
  expect(seen.left["actions: action missing"]).toBeGreaterThan(0);
});

for (const [what, value] of [["no time of creation", "null"], ["a time of creation in the future", "now() + interval '10 years'"], ["a zero time of creation", "'0001-01-01'"]] as const) {
  attack({ who: "whoever chooses an id", attack: what, by: "it costs the evidence of the registration and nothing else" }, async () => {
    const seen = await after(`update accounts set created_at = ${value} where ${ofMembers}`);
    expect(stillNamed(seen)).toBeGreaterThan(0.6);
  });
}

/** Accounts of the named rings that share an oddity, with its value, and accounts outside that do. */
const oddities = async (): Promise<string[]> => {
  const snapshot = await Snapshot.open(house.home);
  try {
    const found = [];
    for (const { ring_id } of await snapshot.rings()) found.push(...(await snapshot.ringOddities(ring_id)).map((row) => `${row.rule} ${row.value ?? ""}: ${row.member_count === row.under_count ? "all" : "some"}`));
    return [...new Set(found)].toSorted();
  } finally {
    snapshot.close();
  }
};

attack({ who: "whoever chooses an id", attack: "every action in the future", by: "claimed moments are shared like real ones; and the ring's page says that its times are of the future" }, async () => {
  const seen = await after(`update actions set acted_at = acted_at + interval '100 years' where ${ofMembers}`);
  expect(seen.rings).toBeGreaterThanOrEqual(3);
  expect(stillNamed(seen)).toBeGreaterThan(0.4);
  expect(seen.left["actions: acted_at in the future"]).toBeGreaterThan(1000);
  expect(await oddities()).toEqual(["acted_at in the future : all"]);
});

const madeUp = (of: string): string => `timestamptz '2040-01-01' + abs(hashtextextended(account_id || ${of}, 1) % 1000000000) * interval '1 second'`;
for (const [what, value, rule] of [["of the future, another made-up one at each", madeUp("logged_in_at"), "in the future"], ["missing", "null", "missing"], ["zero", "'1970-01-01'", "impossible"]] as const) {
  attack({ who: "whoever chooses an id", attack: `the time of every login ${what}`, by: "the machine and the address count without their time" }, async () => {
    const seen = await after(`update logins set logged_in_at = ${value} where ${ofMembers}`);
    // Three of five rings, of less than six in ten, where such logins are left out whole.
    expect(seen.rings).toBeGreaterThanOrEqual(4);
    expect(stillNamed(seen)).toBeGreaterThan(0.75);
    // Rows in = rows used + rows left out, whatever they still say.
    expect(seen.left[`logins: logged_in_at ${rule}`]).toBeGreaterThan(500);
    expect(seen.read).toEqual(seen.used);
  });
}

for (const [what, value, rule] of [["of the future, another made-up one at each", madeUp("acted_at || coalesce(target_id, '')"), "in the future"], ["missing", "null", "missing"], ["zero", "'1970-01-01'", "impossible"]] as const) {
  attack({ who: "whoever chooses an id", attack: `the time of every action ${what}`, by: "no moment can be shown; the night says so, and odd_group lists the accounts that machines or targets tie and that write such times" }, async () => {
    const seen = await after(`update actions set acted_at = ${value} where ${ofMembers}`);
    expect(seen.left[`actions: acted_at ${rule}`]).toBeGreaterThan(1000);
    expect(seen.read).toEqual(seen.used);
    expect(seen.warnings.filter((text) => text.includes("times that are no facts"))).toEqual([expect.stringContaining("from odd_group")]);
    const listed = await fromSnapshot(house.home, `select account_id from linked_group where group_no in (select group_no from odd_group where rule = 'acted_at ${rule}')`);
    expect(new Set(listed.map((row) => row.account_id).filter((account) => known.has(String(account)))).size / known.size).toBeGreaterThan(0.25);
  });
}

attack({ who: "whoever chooses an id", attack: "names that programs know: __proto__, constructor, toString, then, length as accounts, devices, targets and actions", by: "ids are keys of maps and rows of tables, never properties" }, async () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "isPrototypeOf", "then", "length"];
  const renamed = (to: (name: string) => string): string => `create temp table one as select name, n, (select account_id from (select account_id, row_number() over (order by account_id) as at from member) as listed where listed.at = n) as account_id,
      (select device_id from (select device_id, row_number() over (order by count(*) desc, device_id) as at from kept_login where device_id is not null group by 1) as listed where listed.at = n) as device_id,
      (select target_id from (select target_id, row_number() over (order by count(*) desc, target_id) as at from kept_action where target_id is not null group by 1) as listed where listed.at = n) as target_id
      from unnest(array['${names.map(to).join("','")}']) with ordinality as given (name, n);
    ${["accounts", "logins", "actions"].map((table) => `update ${table} set account_id = one.name from one where one.account_id = ${table}.account_id;`).join(" ")}
    update logins set device_id = one.name from one where one.device_id = logins.device_id; update actions set target_id = one.name from one where one.target_id = actions.target_id;
    update actions set action = '${to("__proto__")}' where action = 'like'; update actions set action = '${to("constructor")}' where action = 'follow'; drop table one`;
  const harmless = await after(renamed((name) => `a${name.replaceAll("_", "")}z`));
  const seen = await after(renamed((name) => name));
  expect([seen.rings, seen.named.size, seen.read, seen.used]).toEqual([harmless.rings, harmless.named.size, harmless.read, harmless.used]);
  expect((await house.rows(`select account_id from ringfence.ring_member where account_id in ('${names.join("','")}')`)).length).toBeGreaterThan(0);
  expect(await oddities()).toEqual(expect.any(Array));
});

attack({ who: "whoever chooses an id", attack: "an emulator's default device id, which one stranger in fifty has too", by: "it is no evidence for or against anybody; the ring's page says that all share it, and how many others do" }, async () => {
  const seen = await after(`update logins set device_id = '9774d56d682e549c' where device_id is not null and (${ofMembers} or abs(hashtext(account_id)) % 50 = 0)`);
  expect(seen.rings).toBeGreaterThanOrEqual(3);
  // What acts together stays; a ring of seven that had its machine and little else does not.
  expect(namedStill(seen)).toBeGreaterThanOrEqual(45);
  expect(await oddities()).toContain("device_id that stands for none 9774d56d682e549c: all");
  // The strangers that share it are nobody's ring.
  expect(await house.rows("select account_id from ringfence.ban_candidate where account_id not in (select account_id from member) and action <> 'watch'")).toEqual([]);
});

attack({ who: "whoever chooses an id", attack: "a target of 17 MB, an account and a device id of 120,000 bytes: the night dies", by: "longer than 16,384 bytes: kept by beginning and hash, counted" }, async () => {
  const seen = await after(`create temp table long as select account_id, account_id || repeat('x', 120000) as longer from (select account_id from member order by account_id limit 30) as chosen;
    update accounts set account_id = longer from long where long.account_id = accounts.account_id; update logins set account_id = longer from long where long.account_id = logins.account_id;
    update actions set account_id = longer from long where long.account_id = actions.account_id; update logins set device_id = device_id || repeat('y', 120000) where device_id is not null and account_id in (select longer from long);
    insert into actions select account_id, 'like', repeat('t', 17000000), timestamptz '2025-12-21 12:00+00' from actions limit 1; drop table long`);
  expect(seen.rings).toBeGreaterThanOrEqual(rings - 2);
  expect(seen.left).toMatchObject({ "accounts: account_id too long, kept by its hash": 30, "actions: target_id too long, kept by its hash": 1, "logins: device_id too long, kept by its hash": expect.any(Number) as number });
  const { rows } = await house.client.query<{ longest: number; hashed: number }>("select max(octet_length(account_id))::int as longest, count(*) filter (where account_id like '%…sha256:%')::int as hashed from ringfence.ring_member");
  expect(rows[0].longest).toBeLessThan(400);
  expect(rows[0].hashed).toBeGreaterThan(0);
});

attack({ who: "whoever chooses an id", attack: "frames five people: a known ring takes over their device ids later and copies every act of theirs within three minutes", by: "the first holder's device is no act of theirs, and what is copied is watched" }, async () => {
  const seen = await after(`
    create temp table victim as select account_id from actions where account_id not in (select account_id from member) and account_id in (select account_id from accounts where closed_at is null and not protected)
      and account_id in (select account_id from logins where device_id is not null) group by account_id having count(*) between 20 and 60 order by account_id limit 5;
    create temp table framer as select account_id from (select account_id from member order by md5(account_id)) as one where account_id in (select account_id from kept_action) limit 12;
    insert into logins select framer.account_id, own.device_id, host(kept.ip), own.last_at + interval '6 hours'
      from (select account_id, device_id, max(logged_in_at) as last_at from kept_login where account_id in (select account_id from victim) and device_id is not null group by account_id, device_id) as own cross join framer
      cross join lateral (select ip from kept_login where account_id = own.account_id order by logged_in_at desc limit 1) as kept where own.last_at < '2025-12-21';
    insert into actions select framer.account_id, acts.action, acts.target_id, acts.acted_at + (30 + abs(hashtext(framer.account_id || acts.acted_at)) % 120) * interval '1 second'
      from kept_action as acts cross join framer where acts.account_id in (select account_id from victim) and acts.action <> 'live_start';
    create table if not exists framed (account_id text); truncate framed; insert into framed select account_id from victim; drop table victim; drop table framer`);
  expect(seen.rings).toBeGreaterThanOrEqual(1);
  const punished = await house.rows("select account_id, action from ringfence.ban_candidate where action <> 'watch' and account_id in (select account_id from framed)");
  expect(await house.rows("select count(*)::int as n from framed")).toEqual([{ n: 5 }]);
  expect(punished).toEqual([]);
});

attack({ who: "whoever chooses an id", attack: "frames people in every way that the made worlds know: copies them, shares their Wi-Fi, lures them, uses their device, gives them gifts", by: "whoever is only copied, lured or sat beside is watched at most" }, async () => {
  const town = await openHouse();
  const ways = new Set<string>();
  let framers = 0;
  let found = 0;
  const punished: string[] = [];
  try {
    // A small world has one framer, and its way goes by the seed.
    for (const seed of [22, 23, 24, 25, 26]) {
      const world = folderIn(town.home, `world-${seed}`);
      await makeWorld({ accounts: 3000, seed, out: world, ringShare: 0.01, sleepingShare: 0, habits: ["framer"] });
      await town.load(world);
      const engine = await DuckDbEngine.open({ path: ":memory:" });
      const [framed, ring] = [await engine.rows(`select account_id, kind from '${join(world, "innocents.parquet")}' where kind like 'framed_%'`), await engine.rows(`select account_id from '${join(world, "truth.parquet")}'`)];
      engine.close();
      await town.forget();
      await town.night({ settings: settingsWith({ max_ban_share: 1 }) });
      const proposed = new Map((await town.rows("select account_id, action from ringfence.ban_candidate")).map((row) => [row.account_id, String(row.action)]));
      framers += ring.length;
      found += ring.filter((row) => proposed.has(row.account_id)).length;
      for (const row of framed) {
        ways.add(String(row.kind));
        if ((proposed.get(row.account_id) ?? "watch") !== "watch") punished.push(`${String(row.kind)}: ${proposed.get(row.account_id)}`);
      }
    }
  } finally {
    await town.close();
  }
  expect([...ways].toSorted()).toEqual(framingNames.map((way) => `framed_${way}`).toSorted());
  // There is a ring to be framed for.
  expect(found / framers).toBeGreaterThan(0.3);
  expect(punished).toEqual([]);
});

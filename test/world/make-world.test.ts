import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld, type WorldSummary } from "../../src/world/make-world.js";
import { botCount, planRings, type PlannedRing } from "../../src/world/plan-rings.js";
import { Random } from "../../src/world/random.js";
import { habits, sharingHabits, type Habit } from "../../src/world/scenarios.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-world-"));
const folder = (name: string): string => join(base, name);
const accounts = 8000;
/** Enough rings for every habit in a small world. */
const rings = { ringShare: 0.018, sleepingShare: 0.01 };
/** What a world has unless more is asked for. */
const usualHabits = new Set<Habit>([...sharingHabits, "sleeping"]);
let world: WorldSummary;
let engine: DuckDbEngine;

beforeAll(async () => {
  world = await makeWorld({ accounts, seed: 9, out: folder("world"), ...rings });
  await makeWorld({ accounts, seed: 9, out: folder("again"), ...rings });
  await makeWorld({ accounts, seed: 10, out: folder("other"), ...rings });
  await makeWorld({ accounts, seed: 9, out: folder("quiet"), ...rings, rings: false });
  engine = await DuckDbEngine.open({ path: ":memory:" });
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
  expect(described).toMatchObject({ accounts, seed: 9, as_of: "2025-12-22T00:00:00.000Z", version: 2, ring_share: 0.018, sleeping_share: 0.01, tactics: {} });
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

test("every habit is there, sizes and scenario counts as in the truth", async () => {
  expect(world.ring_accounts).toBeLessThanOrEqual(0.028 * accounts);
  expect(new Set(world.rings.map((ring) => ring.habit))).toEqual(usualHabits);
  for (const { ring, habit, size } of world.rings) expect(await number(`select count(*) from @world/truth where ring = '${ring}' and kind = '${habit}'`)).toBe(size);
  for (const habit of usualHabits) expect([habit, await number(`select count(*) from @world/truth where kind = '${habit}'`)]).toEqual([habit, world.scenarios.habits[habit]?.accounts]);
  for (const [kind, count] of Object.entries(world.scenarios.innocents)) if (kind !== "ordinary") expect([kind, await number(`select count(*) from @world/innocents where kind = '${kind}'`)]).toEqual([kind, count]);
  expect(Object.values(world.scenarios.innocents).reduce((sum, count) => sum + count, 0)).toBe(accounts - world.ring_accounts);
  expect(await number("select count(*) from @world/truth join @world/innocents using (account_id)")).toBe(0);
  expect(await number("select count(*) from @world/truth join @world/accounts using (account_id) where protected")).toBe(0);
});

describe("the plan of rings", () => {
  const plan = (accountCount: number, seed: number, share = 0.0025): PlannedRing[] => planRings(new Random(seed, "ring sizes"), accountCount, { ringShare: share, sleepingShare: 0.017, habits: sharingHabits, seed });
  const sum = (list: readonly PlannedRing[]): number => list.reduce((all, { size }) => all + size, 0);

  test.each([[200_000, 2, 3, 3400], [1_000_000, 4, 8, 17_000]])("a world of %i has %i rings of each habit, %i cells and one sleeping ring; innocents outnumber them by 50 to 1", (accountCount, each, cells, asleep) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const planned = plan(accountCount, seed);
      for (const habit of sharingHabits) expect([habit, planned.filter((ring) => ring.habit === habit).length]).toEqual([habit, habit === "cell" ? cells : each]);
      expect(planned.filter((ring) => ring.habit === "sleeping").map((ring) => ring.size)).toEqual([asleep]);
      expect(50 * sum(planned)).toBeLessThanOrEqual(accountCount - sum(planned));
      const others = sum(planned) - asleep;
      expect(others).toBeLessThanOrEqual(0.0025 * accountCount);
      expect(others).toBeGreaterThan(0.0024 * accountCount);
      for (const { habit, size } of planned) {
        if (habit === "cell" || habit === "framer") expect(size).toBeGreaterThanOrEqual(habits[habit].fixedSize[0]);
        if (habit === "cell" || habit === "framer") expect(size).toBeLessThanOrEqual(habits[habit].fixedSize[1]);
        else expect(size).toBeGreaterThanOrEqual(8);
      }
    }
  });

  test("five consecutive seeds use every way to frame equally often", () => {
    const ways = [11, 12, 13, 14, 15].flatMap((seed) => plan(200_000, seed).flatMap((ring) => ring.framing ?? []));
    expect(ways.sort()).toEqual(["copied", "copied", "device", "device", "gifted", "gifted", "lured", "lured", "wifi", "wifi"]);
  });

  test("a small world has some habits, other seeds others, never above the share", () => {
    const seen = new Set<Habit>();
    for (let seed = 0; seed < sharingHabits.length; seed++) {
      const planned = plan(20_000, seed);
      for (const { habit } of planned) seen.add(habit);
      expect(sum(planned)).toBeLessThanOrEqual(390);
      expect(Math.min(...planned.map((ring) => ring.size))).toBeGreaterThanOrEqual(6);
    }
    expect(seen).toEqual(usualHabits);
    expect(plan(500, 1)).toEqual([]);
    // A large share in a small world: all habits.
    expect(new Set(plan(20_000, 1, 0.018).map((ring) => ring.habit))).toEqual(usualHabits);
  });
});

test("the quiet world has the same innocents and not one bot", async () => {
  expect(await number("select count(*) from @quiet/accounts")).toBe(accounts);
  expect(await number("select count(*) from @quiet/truth")).toBe(0);
  const bots = botCount(world.rings);
  const same = "(select account_id, created_at, protected, closed_at from @world/accounts intersect select account_id, created_at, protected, closed_at from @quiet/accounts)";
  expect(await number(`select count(*) from ${same} as same`)).toBe(accounts - bots);
  // Innocents do exactly the same in both: what the noisy world has beyond it is the rings', and where they lured somebody.
  const extra = "(select * from @world/actions except select * from @quiet/actions)";
  expect(await number(`select count(*) from ${extra} as extra where account_id not in (select account_id from @world/truth) and account_id not in (select account_id from @world/innocents where kind = 'framed_lured')`)).toBe(0);
  expect(await number(`select count(*) from ${extra} as extra`)).toBeGreaterThan(0);
});

test("ids and their order say nothing about rings or age", async () => {
  const ranked = "(select a.account_id, row_number() over (order by a.account_id) * 1.0 / count(*) over () as place, row_number() over (order by created_at) * 1.0 / count(*) over () as age, t.ring is not null as bot from @world/accounts as a left join @world/truth as t using (account_id))";
  expect(Math.abs(await number(`select corr(place, age) from ${ranked}`))).toBeLessThan(0.05);
  // 220 bots: the mean of uniform places has a standard error of .02.
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
  expect(kinds.map((row) => row.kind)).toEqual(expect.arrayContaining(["household", "dorm", "office", "carrier", "cafe", "friends", "flash_crowd", "giveaway", "streamer", "agency", "closed", "second_hand", "raid", "family_tablet", "vpn", "phone_shop", "campaign", "celebrity"]));
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
  for (const wrong of [{ ringShare: -0.1 }, { sleepingShare: 0.5 }, { ringShare: Number.NaN }, { habits: ["sleeping" as const] }, { tactics: { camouflage: -1 } }, { tactics: { jitterMs: 1e9 } }, { tactics: { accountsPerDevice: 0.5 } }, { tactics: { accountsPerAddress: 0 } }]) {
    await expect(makeWorld({ accounts: 1000, seed: 1, out: folder("small"), ...wrong })).rejects.toMatchObject({ code: "USAGE" });
  }
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

describe("the night of an attack", () => {
  const size = 12_000;
  const night = { accounts: size, seed: 21, attackNight: true, attackShare: 0.04, largeShare: 0.2, ringShare: 0.01 };
  let made: WorldSummary;

  beforeAll(async () => {
    made = await makeWorld({ ...night, out: folder("night") });
    await makeWorld({ ...night, out: folder("night_again") });
    await makeWorld({ ...night, out: folder("night_quiet"), rings: false });
    await makeWorld({ accounts: size, seed: 22, out: folder("organised"), organised: true });
  }, 60_000);

  const attackers = "(select account_id from @night/truth where ring = 'attack-1')";
  const fresh = "(select account_id from @night/truth where ring = 'attack-1' and kind = 'attack')";
  const bots = "(select account_id from @night/truth)";
  const start = "timestamptz '2025-12-22 22:00:00+00'";

  test("is the same for the same seed, ends a day later and says what is in it", async () => {
    for (const file of files) expect(await rowsOf("night_again", file)).toBe(await rowsOf("night", file));
    expect(made).toMatchObject({ as_of: "2025-12-23T00:00:00.000Z", sleeping_share: 0, attack_share: 0.04, large_share: 0.2, organised: true });
    expect(await number(`select count(*) from ${attackers}`)).toBe(480);
    for (const [kind, { accounts: count }] of Object.entries(made.scenarios.habits)) expect([kind, await number(`select count(*) from @night/truth where kind = '${kind}'`)]).toEqual([kind, count]);
    // Of the two tables nothing lies outside an account's life, closed attackers included.
    expect(await number("select count(*) from @night/actions as x join @night/accounts as a using (account_id) where acted_at < created_at or acted_at >= closed_at or acted_at >= timestamptz '2025-12-23'")).toBe(0);
    expect(await number(`select count(*) from @night/accounts where account_id in ${fresh} and closed_at >= ${start}`)).toBeGreaterThan(0);
  });

  test("nearly everybody goes live in an own room within minutes of the hour, after weeks of nothing; most stock was registered at night, the rest in the last days", async () => {
    const live = `(select account_id, min(acted_at) as live_at, min(target_id) as room, max(target_id) as last_room from @night/actions where action = 'live_start' and acted_at >= ${start} - interval 5 minute and account_id in ${attackers} group by account_id)`;
    expect(await number(`select count(*) from ${live} where live_at < ${start} + interval 15 minute`)).toBeGreaterThan(0.8 * 480);
    expect(await number(`select count(*) from ${live} where room <> account_id or last_room <> account_id`)).toBe(0);
    expect(await number(`select median(n) from (select a.account_id, count(x.account_id) as n from ${attackers} as a left join @night/actions as x on x.account_id = a.account_id and x.acted_at < ${start} - interval 1 hour group by a.account_id)`)).toBe(0);
    const young = await number(`select avg(cast(created_at >= ${start} - interval 3 day as integer)) from @night/accounts where account_id in ${fresh}`);
    expect(young).toBeGreaterThan(0.1);
    expect(young).toBeLessThan(0.4);
    expect(await number(`select count(*) from @night/accounts where account_id in ${fresh} and created_at < ${start} - interval 110 day`)).toBe(0);
    // Tests ran before.
    expect(await number(`select count(distinct account_id) from @night/actions where action = 'live_start' and acted_at < ${start} - interval 12 hour and account_id in ${attackers}`)).toBeGreaterThan(0);
  });

  test("stolen accounts are old, have been left by their people, and are used from the suppliers' machines", async () => {
    const stolen = "(select account_id from @night/truth where ring = 'attack-1' and kind = 'hijacked')";
    const count = await number(`select count(*) from ${stolen}`);
    expect(count).toBeGreaterThan(0.07 * 480);
    expect(count).toBeLessThan(0.21 * 480);
    expect(await number(`select count(*) from @night/accounts where account_id in ${stolen} and created_at > ${start} - interval 179 day`)).toBe(0);
    expect(await number(`select count(distinct l.account_id) from @night/logins as l where account_id in ${stolen} and logged_in_at >= ${start} - interval 4 day`)).toBeGreaterThan(0.9 * count);
  });

  test("some rooms are pushed by many of the ring, and real people stumble in and report", async () => {
    expect(await number(`select max(n) from (select count(distinct account_id) as n from @night/actions where acted_at >= ${start} - interval 5 minute and action = 'watch' and account_id in ${attackers} and target_id in ${attackers} group by target_id)`)).toBeGreaterThan(10);
    expect(await number(`select count(distinct account_id) from @night/actions where action = 'report' and target_id in ${attackers} and account_id not in ${bots}`)).toBeGreaterThan(5);
    expect(await number("select count(*) from @night/innocents where kind = 'bystander'")).toBe(made.scenarios.innocents.bystander);
  });

  test("an attack that nobody of it pushes: its rooms are filled by passers-by", async () => {
    await makeWorld({ ...night, out: folder("unpushed"), tactics: { pushShare: 0 } });
    const others = "select distinct account_id from @unpushed/truth where ring = 'attack-1'";
    const visits = (who: string): string => `select count(*) from @unpushed/actions where action = 'watch' and acted_at >= ${start} - interval 5 minute and target_id in (${others}) and account_id ${who} (select account_id from @unpushed/truth)`;
    expect(await number(visits("in"))).toBe(0);
    expect(await number(visits("not in"))).toBeGreaterThan(50);
    for (const pushShare of [-0.1, 1.5, Number.NaN]) await expect(makeWorld({ accounts: 1000, seed: 1, out: folder("wrong"), tactics: { pushShare } })).rejects.toMatchObject({ code: "USAGE" });
  });

  test("rings of hundreds act: many targets, many members at once", async () => {
    const large = made.rings.filter((ring) => ring.habit === "large");
    // Three trades in turn.
    expect(large.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...large.map((ring) => ring.size))).toBeGreaterThanOrEqual(500);
    for (const { ring, size: members } of large) {
      const own = `(select account_id from @night/truth where ring = '${ring}')`;
      expect(await number(`select count(distinct account_id) from @night/actions where account_id in ${own}`)).toBeGreaterThan(0.5 * members);
      expect(await number(`select max(n) from (select count(distinct account_id) as n from @night/actions where account_id in ${own} group by target_id, action)`)).toBeGreaterThan(0.05 * members);
    }
  });

  test("the quiet night has the same people: what the other has beyond it are rings, those whom they lured, and what was done in rooms of the attack", async () => {
    const extra = "(select * from @night/actions except select * from @night_quiet/actions)";
    expect(await number(`select count(*) from ${extra} as extra where account_id not in ${bots} and account_id not in (select account_id from @night/innocents where kind = 'framed_lured') and target_id not in ${attackers}`)).toBe(0);
    expect(await number("select count(*) from @night_quiet/truth")).toBe(0);
    expect(await number("select count(*) from @night_quiet/innocents where kind = 'bystander'")).toBe(0);
  });

  test("organised people: a class registers in one lesson at one exit, a desk lives on its machines, an import has one second, a challenge goes live at the hour, clients flush late", async () => {
    const of = (kind: string): string => `(select account_id from @organised/innocents where kind = '${kind}')`;
    for (const kind of ["imported", "gala", "late_flush", "called", "guild", "class", "challenge", "brand_desk"]) expect([kind, await number(`select count(*) from ${of(kind)}`)]).not.toEqual([kind, 0]);
    expect(await number("select count(*) from @organised/innocents where kind = 'bystander'")).toBe(0);
    // A class: at least ten within the lesson, and nobody of them at night.
    expect(await number(`select max(n) from (select count(*) over (order by created_at range between interval 40 minute preceding and current row) as n from @organised/accounts where account_id in ${of("class")})`)).toBeGreaterThan(10);
    expect(await number(`select max(n) from (select count(distinct account_id) as n from @organised/logins where account_id in ${of("class")} group by ip)`)).toBeGreaterThan(10);
    // A desk: machines that three and more of its accounts use, hardly any other.
    const onDesk = `(select device_id from @organised/logins where account_id in ${of("brand_desk")} group by device_id having count(distinct account_id) >= 3)`;
    expect(await number(`select avg(cast(device_id in ${onDesk} as integer)) from @organised/logins where account_id in ${of("brand_desk")}`)).toBeGreaterThan(0.95);
    expect(await number(`select count(distinct date_trunc('second', created_at)) from @organised/accounts where account_id in ${of("imported")}`)).toBe(1);
    // The world without an attack ends a day earlier; the evening is that of its last day.
    const hour = "timestamptz '2025-12-21 22:00:00+00'";
    expect(await number(`select count(distinct account_id) from @organised/actions where action = 'live_start' and acted_at >= ${hour} - interval 4 minute and acted_at < ${hour} + interval 20 minute and account_id in ${of("challenge")}`)).toBeGreaterThan(0.8 * (await number(`select count(*) from ${of("challenge")}`)));
    // Late clients: whatever they did, all of a day comes in one minute.
    expect(await number(`select max(n) from (select account_id, count(distinct (epoch_ms(acted_at) // 60000) % 1440) as n from @organised/actions where account_id in ${of("late_flush")} group by account_id)`)).toBe(1);
  });

  test("shares out of range are usage errors", async () => {
    for (const wrong of [{ attackShare: 0.5 }, { largeShare: -1 }]) await expect(makeWorld({ accounts: 1000, seed: 1, out: folder("small"), ...wrong })).rejects.toMatchObject({ code: "USAGE" });
  });
});

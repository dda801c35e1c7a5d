import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { makeWorld, type WorldOptions, type WorldSummary } from "../../src/world/make-world.js";
import { framingNames, habitNames, innocentKinds } from "../../src/world/scenarios.js";

const base = mkdtempSync(join(tmpdir(), "ringfence-scenarios-"));
const folder = (name: string): string => join(base, name);
const accounts = 10_000;
let engine: DuckDbEngine;
let world: WorldSummary;

/** The world that a block of tests asks about; `number` reads its files by name. */
let current = "world";
const made = async (name: string, options: Partial<WorldOptions>): Promise<WorldSummary> => makeWorld({ accounts, seed: 3, ringShare: 0.02, sleepingShare: 0.03, ...options, out: folder(name) });
const filled = (sql: string): string => sql.replace(/@(\w+)/g, (_, file: string) => `read_parquet('${join(folder(current), `${file}.parquet`)}')`);
const number = (sql: string): Promise<number> => engine.number(filled(sql));
const numbers = async (sql: string): Promise<number[]> => (await engine.rows(filled(sql))).map((row) => Number(Object.values(row)[0]));

beforeAll(async () => {
  engine = await DuckDbEngine.open({ path: ":memory:" });
  world = await made("world", {});
});
afterAll(() => {
  engine.close();
  rmSync(base, { recursive: true, force: true });
});

test("the room's README has a line for every habit, every innocent kind and nothing else", () => {
  const lines = readFileSync(join(packageFolder, "src/world/README.md"), "utf8").split("\n");
  const named = lines.flatMap((line) => /^\| `(\w+)` \|/.exec(line)?.[1] ?? []);
  expect(named.sort()).toEqual([...habitNames, ...innocentKinds].sort());
});

describe("innocents", () => {
  test("a campaign brings two per cent of all accounts in ten minutes, families among them", async () => {
    const span = "(select epoch_ms(max(created_at)) - epoch_ms(min(created_at)) from @innocents join @accounts using (account_id) where kind = 'campaign')";
    expect(await number(`select ${span}`)).toBeLessThanOrEqual(600_000);
    expect(world.scenarios.innocents.campaign).toBeGreaterThan(0.015 * accounts);
    expect(world.scenarios.innocents.campaign).toBeLessThanOrEqual(0.02 * accounts);
  });

  test("a celebrity's call: a per cent of everybody follow one account within half an hour, some of them new", async () => {
    const top = "(select target_id from @actions where action = 'follow' group by target_id order by count(*) desc, target_id limit 1)";
    expect(await number(`select max(n) from (select count(*) over (order by acted_at range between current row and interval 30 minute following) as n from @actions where action = 'follow' and target_id = ${top}) as running`)).toBeGreaterThan(0.007 * accounts);
    expect(await number(`select count(*) from @actions join @accounts using (account_id) where action = 'follow' and target_id = ${top} and acted_at < created_at + interval 10 minute`)).toBeGreaterThanOrEqual(3);
  });

  test("a shop's customers registered on its devices over weeks, and live on other ones", async () => {
    const customer = "account_id in (select account_id from @innocents where kind = 'phone_shop')";
    const shop = `(select device_id from @logins where ${customer} group by device_id having count(distinct account_id) >= 5)`;
    expect(await number(`select count(*) from ${shop}`)).toBeGreaterThan(0);
    expect(await number(`select avg(cast(device_id in ${shop} as integer)) from @logins where ${customer}`)).toBeLessThan(0.5);
    expect(await number(`select count(distinct ip) from @logins where device_id in ${shop} and ${customer}`)).toBe(1);
    expect(await number(`select date_diff('day', min(created_at), max(created_at)) from @accounts where ${customer}`)).toBeGreaterThan(14);
  });

  test("employees come through two to four addresses in working hours, from many homes", async () => {
    // Most who come through an exit are known for it; others are more notable for something else.
    const exits = "(select ip from @logins as l left join @innocents as i on i.account_id = l.account_id and i.kind = 'vpn' group by ip having count(distinct i.account_id) >= 5 and count(i.account_id) > 0.4 * count(*))";
    const exitCount = await number(`select count(*) from ${exits}`);
    expect(exitCount).toBeGreaterThanOrEqual(2);
    expect(exitCount).toBeLessThanOrEqual(4);
    expect(await number(`select count(distinct account_id) from @logins where ip in ${exits}`)).toBeGreaterThanOrEqual(20);
    expect(await number(`select max(n) from (select count(distinct account_id) as n from @logins where ip in ${exits} group by device_id)`)).toBeLessThanOrEqual(2);
  });

  test("families with one tablet do everything on it", async () => {
    const perDevice = "(select l.device_id, count(distinct l.account_id) as n from @logins as l join @innocents using (account_id) where kind = 'family_tablet' group by l.device_id)";
    expect(await number(`select count(*) from ${perDevice} where n >= 3`)).toBeGreaterThan(5);
  });

  test("an agency's members gift each other at the start of shows", async () => {
    const agency = "(select account_id from @innocents where kind = 'agency')";
    expect(await number(`select count(*) from @actions where action = 'gift' and account_id in ${agency} and target_id in ${agency}`)).toBeGreaterThan(10);
  });
});

describe("rings", () => {
  const each = (habit: string): string => `select account_id from @truth where kind = '${habit}'`;

  test("the sleeping ring registered over two or three nights, mostly in threes on a device, and sleeps", async () => {
    expect(world.scenarios.habits.sleeping).toEqual({ rings: 1, accounts: 0.03 * accounts });
    expect(await number(`select date_diff('hour', min(created_at), max(created_at)) from @accounts where account_id in (${each("sleeping")})`)).toBeLessThan(8 * 24);
    expect(await number(`select count(distinct date_trunc('hour', created_at)) from @accounts where account_id in (${each("sleeping")})`)).toBeLessThan(24);
    const perDevice = `(select device_id, count(distinct account_id) as n from @logins where account_id in (${each("sleeping")}) group by device_id)`;
    expect(await number(`select max(n) from ${perDevice}`)).toBe(3);
    expect(await number(`select sum(n) filter (where n >= 2) / sum(n) from ${perDevice}`)).toBeGreaterThan(0.75);
    expect(await number(`select count(distinct account_id) / ${0.03 * accounts}.0 from @actions where account_id in (${each("sleeping")})`)).toBeLessThan(0.1);
    expect(await number(`select max(n) from (select count(*) as n from @logins where account_id in (${each("sleeping")}) group by account_id)`)).toBeLessThanOrEqual(3);
  });

  test("bought accounts are one to three years old and were used elsewhere before", async () => {
    expect(await number(`select min(date_diff('day', created_at, timestamptz '2025-12-22')) from @accounts where account_id in (${each("bought")})`)).toBeGreaterThan(360);
    expect(await number(`select max(n) from (select count(distinct account_id) as n from @logins where account_id in (${each("bought")}) group by device_id)`)).toBeGreaterThan(5);
  });

  test("cells have 6 to 12 members and no device in common", async () => {
    for (const size of await numbers("select count(*) from @truth where kind = 'cell' group by ring")) expect([6, 7, 8, 9, 10, 11, 12]).toContain(size);
    expect(await number("select count(*) from (select device_id from @logins join @truth using (account_id) where kind = 'cell' group by device_id having count(distinct ring) > 1)")).toBe(0);
  });

  test("sleepers have hardly acted, hijacked accounts are old and live on their own devices too", async () => {
    expect(await number(`select count(distinct account_id) from @actions where account_id in (${each("sleeper")})`)).toBeLessThan(0.3 * world.scenarios.habits.sleeper!.accounts);
    expect(await number(`select min(date_diff('day', created_at, timestamptz '2025-12-22')) from @accounts where account_id in (${each("hijacked")})`)).toBeGreaterThan(219);
    expect(await number(`select avg(n) from (select count(distinct device_id) as n from @logins where account_id in (${each("hijacked")}) group by account_id)`)).toBeGreaterThan(1.5);
  });

  test("avoiders without camouflage never meet within ten minutes on a target", async () => {
    await made("bare", { habits: ["avoider", "rotating"], ringShare: 0.006, tactics: { camouflage: 0 } });
    current = "bare";
    try {
      expect(await number(`select min(gap) from (select epoch_ms(acted_at) - epoch_ms(lag(acted_at) over (partition by target_id order by acted_at)) as gap from @actions where account_id in (${each("avoider")}))`)).toBeGreaterThanOrEqual(600_000);
      // Each wave of a rotating ring has less than three fifths of it.
      const wave = `(select count(distinct account_id) as n from @actions where account_id in (${each("rotating")}) group by target_id, time_bucket(interval 10 minute, acted_at))`;
      expect(await number(`select max(n) from ${wave}`)).toBeLessThanOrEqual(0.65 * (await number("select count(*) from @truth where kind = 'rotating'")));
    } finally {
      current = "world";
    }
  });
});

describe("framed people", () => {
  const bots = "(select account_id from @truth)";
  const victims = (way: string): string => `(select account_id from @innocents where kind = 'framed_${way}')`;
  const rules: Record<(typeof framingNames)[number], () => Promise<void>> = {
    async copied() {
      const copies = `(select v.account_id, v.target_id, v.acted_at from @actions as v join @actions as b on b.action = v.action and b.target_id = v.target_id and b.acted_at between v.acted_at + interval 2 second and v.acted_at + interval 20 second where v.account_id in ${victims("copied")} and b.account_id in ${bots} group by all having count(distinct b.account_id) >= 2)`;
      expect(await number(`select min(n) from (select count(c.acted_at) as n from ${victims("copied")} as v left join ${copies} as c using (account_id) group by v.account_id)`)).toBeGreaterThanOrEqual(1);
      expect(await number(`select count(*) from ${copies}`)).toBeGreaterThan(10);
    },
    async wifi() {
      const network = "case when contains(ip, ':') then regexp_extract(ip, '^([0-9a-f]+:){4}') else ip end";
      const met = `(select v.account_id from (select *, ${network} as net from @logins) as v join (select *, ${network} as net from @logins) as b on b.net = v.net and b.logged_in_at > v.logged_in_at and b.logged_in_at < v.logged_in_at + interval 1 day where v.account_id in ${victims("wifi")} and b.account_id in ${bots})`;
      expect(await number(`select count(*) from ${victims("wifi")} where account_id not in ${met}`)).toBe(0);
    },
    async lured() {
      const met = `(select v.account_id, v.target_id from @actions as v join @actions as b on b.target_id = v.target_id and abs(epoch_ms(b.acted_at) - epoch_ms(v.acted_at)) < 120000 where v.account_id in ${victims("lured")} and b.account_id in ${bots} group by all having count(distinct b.account_id) >= 4)`;
      expect(await number(`select count(*) from ${victims("lured")} where account_id not in (select account_id from ${met})`)).toBe(0);
      expect(await number(`select max(n) from (select count(distinct account_id) as n from ${met} group by target_id)`)).toBeGreaterThanOrEqual(8);
    },
    async device() {
      const used = `(select v.account_id, min(v.logged_in_at) as first_at, min(b.logged_in_at) as bot_at from @logins as v join @logins as b using (device_id) where v.account_id in ${victims("device")} and b.account_id in ${bots} group by v.account_id)`;
      expect(await number(`select count(*) from ${used} where first_at < bot_at`)).toBe(await number(`select count(*) from ${victims("device")}`));
    },
    async gifted() {
      expect(await number(`select min(n) from (select count(*) filter (where a.account_id in ${bots}) as n from ${victims("gifted")} as v join @actions as a on a.target_id = v.account_id and a.action in ('gift', 'follow') group by v.account_id)`)).toBeGreaterThanOrEqual(5);
    },
  };

  // The way goes by the seed: seed 0 and the first framer is the first of the list.
  test.each(framingNames.map((way, seed) => [way, seed] as const))("%s: it happened to everybody who is marked, and they are neither protected nor closed", async (way, seed) => {
    current = `framed-${way}`;
    try {
      const summary = await made(current, { accounts: 5000, seed, habits: ["framer"], ringShare: 0.005, sleepingShare: 0 });
      expect(summary.rings.map((ring) => ring.framing)).toEqual([way]);
      expect(summary.scenarios.innocents[`framed_${way}`]).toBeGreaterThanOrEqual(4);
      expect(await number(`select count(*) from ${victims(way)} join @accounts using (account_id) where protected or closed_at is not null`)).toBe(0);
      await rules[way]();
    } finally {
      current = "world";
    }
  });
});

describe("tactics", () => {
  const rows = async (name: string, sql: string): Promise<unknown> => {
    current = name;
    try {
      return await engine.rows(filled(sql));
    } finally {
      current = "world";
    }
  };

  test("the same seed has the same rings and the same innocents, whatever the tactics; all of it is written down", async () => {
    const tactics = { camouflage: 3, jitterMs: 20 * 60_000, accountsPerDevice: 1, accountsPerAddress: 1 };
    await made("hiding", { tactics });
    for (const sql of ["from @truth order by all", "from @innocents order by all", "from @actions where account_id not in (select account_id from @truth) order by all"]) expect(await rows("hiding", sql)).toEqual(await rows("world", sql));
    expect((JSON.parse(readFileSync(join(folder("hiding"), "world.json"), "utf8")) as WorldSummary).tactics).toEqual(tactics);
  });

  test("one account per device means one, one account per address means fewer at one", async () => {
    // Hijacked accounts have devices of their own lives, and a framer replays one device on purpose.
    const bots = "(select account_id from @truth where kind not in ('hijacked', 'framer', 'bought'))";
    expect(await rows("hiding", `select count(*)::integer as n from (select device_id from @logins where account_id in ${bots} group by device_id having count(distinct account_id) > 1)`)).toEqual([{ n: 0 }]);
    const [{ n: hiding }] = (await rows("hiding", `select max(n)::integer as n from (select count(distinct account_id) as n from @logins where account_id in (select account_id from @truth where kind = 'cell') group by ip)`)) as { n: number }[];
    const [{ n: usual }] = (await rows("world", `select max(n)::integer as n from (select count(distinct account_id) as n from @logins where account_id in (select account_id from @truth where kind = 'cell') group by ip)`)) as { n: number }[];
    expect(hiding).toBeLessThan(usual);
  });

  test("camouflage multiplies acts, jitter moves each by at most so much", async () => {
    await made("covered", { habits: ["farm"], tactics: { camouflage: 10 } });
    await made("plain", { habits: ["farm"] });
    await made("late", { habits: ["farm"], tactics: { jitterMs: 600_000, camouflage: 0 } });
    await made("sharp", { habits: ["farm"], tactics: { camouflage: 0 } });
    const acts = "select count(*)::integer as n from @actions where account_id in (select account_id from @truth where kind = 'farm')";
    const [[covered], [plain]] = [(await rows("covered", acts)) as { n: number }[], (await rows("plain", acts)) as { n: number }[]];
    expect(covered.n).toBeGreaterThan(1.5 * plain.n);
    const perPair = "select account_id, target_id, action, count(*)::integer as n, sum(epoch_ms(acted_at))::double as at from @actions where account_id in (select account_id from @truth where kind = 'farm') group by all order by all";
    const [sharp, late] = [(await rows("sharp", perPair)) as { n: number; at: number }[], (await rows("late", perPair)) as { n: number; at: number }[]];
    expect(late.length).toBe(sharp.length);
    const moved = late.map((row, i) => (row.at - sharp[i].at) / row.n);
    expect(Math.max(...moved)).toBeGreaterThan(60_000);
    expect(Math.max(...moved)).toBeLessThanOrEqual(600_000);
  });
});

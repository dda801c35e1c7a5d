import { createHash } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { snapshotFile } from "../../src/config/place.js";
import { defaultSettings, type Settings } from "../../src/config/settings.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import type { NightlyOutcome } from "../../src/pipeline/run-nightly.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, openHouse, richRings, sampleFolder, worldAsOfMs, type House } from "./night.js";

let house: House;
let world: string;
beforeAll(async () => {
  house = await openHouse();
  world = folderIn(house.home, "world");
  await makeWorld({ accounts: 8000, seed: 7, ...richRings, out: world });
  await house.load(world);
});
afterAll(() => house.close());

/** The tables whose ordered exports must be the same bytes for the same description. */
const comparedTables = ["ring", "ring_member", "edge", "hub", "ban_candidate"] as const;

/** A digest per table of its export as CSV, rows ordered by all columns. */
async function digests(): Promise<Record<string, string>> {
  const engine = await DuckDbEngine.open({ path: snapshotFile(house.home), readOnly: true });
  try {
    const found: Record<string, string> = {};
    for (const table of comparedTables) {
      const file = join(house.home, `${table}.export.csv`);
      // A case's number is never given again, also where the results were emptied.
      await engine.run(`copy (select ${table === "ban_candidate" ? "* exclude (case_id)" : "*"} from ${table} order by all) to '${file}' (format csv)`);
      const bytes = readFileSync(file);
      found[table] = `${bytes.length} bytes, ${createHash("sha256").update(bytes).digest("hex")}`;
    }
    return found;
  } finally {
    engine.close();
  }
}

/** Puts the rows of the source into another physical order; the seed decides which. */
async function shuffle(seed: string): Promise<void> {
  for (const table of ["accounts", "logins", "actions"]) {
    await house.client.query(`create temp table kept as table ${table}; truncate ${table}`);
    await house.client.query(`insert into ${table} select * from kept order by md5(kept::text || $1), ctid`, [seed]);
    await house.client.query("drop table kept");
  }
}

test("shuffled rows, on 1, 2 or 8 threads, from an empty results schema: the same run id and the same bytes", async () => {
  const first = await house.night({ threads: 2 });
  const expected = await digests();
  expect(first.counts.rings).toBeGreaterThan(3);
  for (const [seed, threads] of [["a", 1], ["b", 8], ["c", 2]] as const) {
    await shuffle(seed);
    await house.forget();
    const again = await house.night({ threads, now: () => worldAsOfMs + 99_000_000 });
    expect(again.runId).toBe(first.runId);
    expect(again.counts).toEqual(first.counts);
    expect(await digests()).toEqual(expected);
  }
});

test("the same description twice publishes once and changes nothing", async () => {
  await house.forget();
  const first = await house.night();
  const file = readFileSync(snapshotFile(house.home));
  const results = (): Promise<unknown> =>
    house.rows("select (select jsonb_agg(run order by run_id) from ringfence.run) as run, (select jsonb_agg(c order by account_id) from ringfence.ban_candidate as c) as candidate, (select count(*) from ringfence.ring_member) as member");
  const before = await results();
  const second = await house.night({ now: () => worldAsOfMs + 80_000_000 });
  expect(second).toMatchObject({ status: "already-published", runId: first.runId });
  expect(await results()).toEqual(before);
  expect(readFileSync(snapshotFile(house.home)).equals(file)).toBe(true);
});

test("the investigators' file lost: the same run makes the same one again, and publishes nothing twice", async () => {
  await house.forget();
  await house.night();
  const expected = await digests();
  rmSync(snapshotFile(house.home));
  expect(await house.night()).toMatchObject({ status: "already-published" });
  expect(await digests()).toEqual(expected);
  expect((await house.rows("select count(*)::int as count from ringfence.run"))).toEqual([{ count: 1 }]);
});

test("late data makes a new run of the same night", async () => {
  await house.forget();
  const first = await house.night();
  await house.client.query("insert into logins select account_id, device_id, ip, logged_in_at + interval '7 seconds' from logins where logged_in_at < '2025-12-21' limit 1");
  const second = await house.night();
  expect(second.status).toBe("published");
  expect(second.runId).not.toBe(first.runId);
  const open = await house.rows("select account_id from ringfence.ban_candidate where state in ('proposed', 'approved') group by account_id having count(*) > 1");
  expect(open).toEqual([]);
});

test("another threshold is another run; another schedule is not", async () => {
  const dry = (settings: Settings): Promise<NightlyOutcome> => house.night({ dryRun: true, settings });
  const base = await dry(defaultSettings);
  expect((await dry({ ...defaultSettings, ring: { ...defaultSettings.ring, margin_bits: 11 } })).runId).not.toBe(base.runId);
  expect((await dry({ ...defaultSettings, schedule: { ...defaultSettings.schedule, nightly: "0 3 * * *", time_zone: "Europe/Berlin" } })).runId).toBe(base.runId);
});

/** What is proposed beyond watching, account by account under the ids of the first world: with the action, and without. */
interface Proposed {
  accounts: Set<string>;
  actions: Set<string>;
}

async function proposed(): Promise<Proposed> {
  const rows = await house.rows("select coalesce(renamed.old_id, candidate.account_id) as account_id, action from ringfence.ban_candidate as candidate left join renamed on renamed.new_id = candidate.account_id where action <> 'watch'");
  return { accounts: new Set(rows.map((row) => String(row.account_id))), actions: new Set(rows.map((row) => `${String(row.action)} ${String(row.account_id)}`)) };
}

/** Intersection and union, summed over pairs of sets; their quotient is the share on which they agree. */
class Agreement {
  both = 0;
  either = 0;
  add(one: ReadonlySet<string>, other: ReadonlySet<string>): void {
    const both = [...one].filter((element) => other.has(element)).length;
    this.both += both;
    this.either += one.size + other.size - both;
  }
  get share(): number {
    return this.both / this.either;
  }
}

/** Gives every account another id (and every target that is an account), by a SQL expression over `old_id` and `number`. */
async function rename(expression: string): Promise<void> {
  await house.client.query("alter table accounts drop constraint if exists accounts_pkey");
  await house.client.query("truncate renamed");
  await house.client.query(`insert into renamed select old_id, ${expression} from (select account_id as old_id, row_number() over (order by account_id) as number from accounts) as numbered`);
  await house.client.query("analyze renamed; update accounts set account_id = new_id from renamed where old_id = account_id; update logins set account_id = new_id from renamed where old_id = account_id");
  await house.client.query("update actions set account_id = new_id from renamed where old_id = account_id; update actions set target_id = new_id from renamed where old_id = target_id");
}

describe("renamed accounts are the same candidates but for a hair", () => {
  let before: Proposed;
  // Over all namings together: in one of them a single account is 0.3 % already.
  const accounts = new Agreement();
  const actions = new Agreement();
  beforeAll(async () => {
    // The sample: rings of many sizes and habits.
    await house.client.query("create table renamed (old_id text, new_id text)");
    await house.forget();
    await house.load(sampleFolder);
    await house.night();
    before = await proposed();
    expect(before.accounts.size).toBeGreaterThan(200);
  });

  const hostile = String.raw`case number % 8
      when 0 then 'o''h "no", ' || md5(old_id)
      when 1 then E'tab\tand\t' || md5(old_id)
      when 2 then E'\\.' || case when number = 2 then '' else md5(old_id) end
      when 3 then E'line\nfeed\r\n' || md5(old_id)
      when 4 then '🦊' || md5(old_id)
      when 5 then '  ' || md5(old_id) || E' \\N ,;|${"$"}{x} NULL'
      when 6 then E'\u001b[31m\u202e' || md5(old_id)
      else md5(old_id) || case when number < 400 then (select string_agg(md5(old_id || n), '') from generate_series(1, 313) as n) else '' end end`;

  test.each([
    ["random ids", "md5(old_id || 'other')"],
    ["numbers", "cast(1000000 + number as text)"],
    ["hostile ids (quotes, tabs, backslashes, newlines, emoji, 10 kB)", hostile],
  ])("under %s, which come through whole", async (_, expression) => {
    await house.load(sampleFolder);
    await rename(expression);
    await house.forget();
    const outcome = await house.night();
    expect(outcome.counts.accounts_used).toBe(20_000);
    const after = await proposed();
    accounts.add(before.accounts, after.accounts);
    actions.add(before.actions, after.actions);
    await sameIdsEverywhere();
  });

  test("the same accounts", () => {
    expect(accounts.either).toBeGreaterThan(600);
    expect(accounts.share).toBeGreaterThanOrEqual(0.985);
  });

  test("the same action for each of them", () => {
    expect(actions.either).toBeGreaterThan(600);
    expect(actions.share).toBeGreaterThanOrEqual(0.985);
  });

  /** Every id came through whole: in the database, and in the file. */
  async function sameIdsEverywhere(): Promise<void> {
    const known = await house.rows("select count(*)::int as count from ringfence.ring_member join renamed on new_id = account_id");
    expect(known).toEqual(await house.rows("select count(*)::int as count from ringfence.ring_member"));
    expect(known[0].count).toBeGreaterThan(200);
    const engine = await DuckDbEngine.open({ path: snapshotFile(house.home), readOnly: true });
    try {
      expect(await engine.rows("select account_id from ring_member order by account_id")).toEqual(await house.rows('select account_id from ringfence.ring_member order by account_id collate "C"'));
      const [{ longest }] = await house.rows("select max(length(new_id)) as longest from renamed");
      expect(await engine.number("select max(length(account_id)) from account")).toBe(longest);
    } finally {
      engine.close();
    }
  }
});

test("a second world in the same house has nothing of the first", async () => {
  const folder = folderIn(house.home, "other");
  await makeWorld({ accounts: 3000, seed: 9, ...richRings, out: folder });
  await house.client.query("drop table if exists accounts, logins, actions");
  await house.forget();
  await house.load(folder);
  await house.night();
  const here = await digests();
  await house.forget();
  await house.night({ threads: 1 });
  expect(await digests()).toEqual(here);
});

import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adoptedBaselineFile, baselineFile, incidentFile } from "../../src/config/place.js";
import { defaultSettings } from "../../src/config/settings.js";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { setCaps, setMode } from "../../src/enforcement/releases.js";
import { replay, type ReplayOptions, type ReplayOutcome } from "../../src/pipeline/replay.js";
import { runIncident, type IncidentOutcome } from "../../src/pipeline/run-incident.js";
import { withRunLock } from "../../src/postgres/lock.js";
import { readIncident, readIncidents } from "../../src/postgres/read-incident.js";
import { makeWorld } from "../../src/world/make-world.js";
import { folderIn, fromSnapshot, openHouse, type House } from "./night.js";

// One evening of a small world with an attack, played once; what follows stands on what it left.
let house: House;
let world: string;
let played: ReplayOutcome;
const minute = (clock: string): number => Date.parse(`2025-12-22T${clock}:00Z`);
const options = (more: Partial<ReplayOptions> = {}): ReplayOptions => ({
  place: house.place, settings: defaultSettings, folder: world, fromMs: minute("21:55"), toMs: minute("22:06"), tickMs: 60_000, speed: Number.POSITIVE_INFINITY, truth: join(world, "truth.parquet"),
  innocents: join(world, "innocents.parquet"), lateShare: 0, lateMinutes: 2, doubleShare: 0, replace: true, now: () => minute("22:30"), note: () => {}, progress: () => {}, say: () => {}, onTick: () => {}, threads: 2, ...more,
});
const tick = (asOf: string): Promise<IncidentOutcome> => runIncident({ place: house.place, settings: defaultSettings, asOfMs: minute(asOf), now: () => minute("22:30"), note: () => {}, threads: 2 });
const openCases = async (): Promise<string[]> => (await house.rows("select account_id || ' ' || action as line from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'incident' and state = 'proposed' order by 1")).map((row) => String(row.line));
/** Forgets what the minutes found, and what they have read. */
const forgetMinutes = async (): Promise<void> => {
  await house.client.query("truncate ringfence.incident_account, ringfence.incident_minute, ringfence.incident_tick, ringfence.incident cascade");
  await house.client.query("update ringfence.ban_candidate set state = 'withdrawn' from ringfence.run where run.run_id = ban_candidate.run_id and kind = 'incident' and state in ('proposed', 'approved')");
  await house.client.query("delete from ringfence.ban_candidate using ringfence.run where run.run_id = ban_candidate.run_id and kind = 'incident'");
  for (const table of ["ring_member", "ring_event"]) await house.client.query(`delete from ringfence.${table} as one using ringfence.run where run.run_id = one.run_id and kind = 'incident'`);
  await house.client.query("delete from ringfence.ring using ringfence.run where run.run_id = ring.first_run_id and kind = 'incident'");
  await house.client.query("delete from ringfence.run where kind = 'incident'");
  for (const file of [incidentFile(house.home), adoptedBaselineFile(house.home)]) rmSync(file, { force: true });
};

beforeAll(async () => {
  house = await openHouse();
  world = folderIn(house.home, "world");
  await makeWorld({ accounts: 12_000, seed: 11, attackNight: true, attackShare: 0.03, out: world });
  played = await replay(options());
});
afterAll(() => house.close());

describe("an attack, played in event time", () => {
  test("each tick says what was known by then", () => {
    expect(played.ticks.map(({ at }) => at)).toEqual(Array.from({ length: 11 }, (_, i) => new Date(minute("21:56") + i * 60_000).toISOString()));
    for (const tick of played.ticks) {
      expect(tick.attackers_active_proposed).toBeLessThanOrEqual(Math.min(tick.attackers_active, tick.attackers_proposed));
      expect(tick.attackers_proposed_before_act).toBeLessThanOrEqual(tick.attackers_proposed);
    }
    const active = played.ticks.map(({ attackers_active }) => attackers_active);
    expect(active).toEqual([...active].sort((one, other) => one - other));
  });

  test("most attackers are proposed within five minutes, many of them before they open a room; hardly an innocent that goes live is restricted, none to ban", () => {
    const last = played.ticks.at(-1)!;
    expect(last.attackers_active).toBeGreaterThan(200);
    expect(last.attackers_active_proposed / last.attackers_active).toBeGreaterThan(0.85);
    expect(last.attackers_proposed_before_act).toBeGreaterThan(45);
    expect(last.innocents_active_restricted / Math.max(1, last.innocents_active)).toBeLessThanOrEqual(0.03);
    expect(last.innocents_to_ban).toBe(0);
    expect(played.innocents.reduce((sum, row) => sum + row.to_ban, 0)).toBe(0);
  });

  test("nobody before the onset; somebody once a hundred are at it", () => {
    const first = played.ticks.findIndex(({ proposed }) => proposed > 0);
    expect(played.ticks[first].attackers_active).toBeGreaterThan(0);
    expect(played.ticks[first - 1]?.attackers_active ?? 0).toBeLessThan(100);
  });

  test("proposals are an incident's: restrict or challenge, each with an end, under a ring of their own, with words and evidence; those that do most harm first", async () => {
    const rows = await house.rows("select action, expires_at > proposed_at as ends, ring_id, reasons, kinds from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'incident' and state = 'proposed'");
    expect(new Set(rows.map((row) => row.action))).toEqual(new Set(["restrict", "challenge"]));
    expect(new Set(rows.map((row) => row.ring_id)).size).toBe(1);
    expect(rows.every((row) => row.ends === true && (row.reasons as { incident: boolean; summary: string }).incident && (row.reasons as { summary: string }).summary.length > 20)).toBe(true);
    const [{ incident_id: id }] = await readIncidents(house.client, 10);
    const { incident, minutes, accounts } = await readIncident(house.client, id, 5);
    expect(incident).toMatchObject({ status: "open", coordinated: true, action: "live_start" });
    expect(minutes.some((row) => row.act_count > 5 * row.band_high && row.proposed_count > 0)).toBe(true);
    expect(accounts.filter(({ answer }) => answer === "spared").every(({ why }) => why.startsWith("Spared: "))).toBe(true);
    const harms = accounts.filter(({ answer }) => answer === "restrict").map(({ harm }) => harm);
    expect(harms).toEqual([...harms].sort((one, other) => other - one));
  });

  test("an incident that is not known is refused by name", async () => {
    await expect(readIncident(house.client, "I-99", 1)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("I-99") });
  });

  test("the night left the usual course and the armed list, in the results and in the investigators' file", async () => {
    const [counts] = await house.rows("select (select count(*)::int from ringfence.usual_action) as actions, (select count(*)::int from ringfence.usual_registration) as quarters, (select count(*)::int from ringfence.armed) as armed");
    expect(Number(counts.actions) % 10_080).toBe(0);
    expect(counts.quarters).toBe(672);
    expect(counts.armed).toBeGreaterThan(0);
    const [file] = await fromSnapshot(house.home, "select (select count(*) from usual_action) as actions, (select count(*) from armed) as armed");
    expect({ actions: Number(file.actions), armed: Number(file.armed) }).toEqual({ actions: counts.actions, armed: counts.armed });
  });
});

describe("runs on minutes", () => {
  test("what has been looked at is not looked at again", async () => {
    const before = await openCases();
    expect(await tick("22:06")).toMatchObject({ status: "up-to-date", proposed: 0 });
    expect(await tick("22:03")).toMatchObject({ status: "up-to-date" });
    expect(await openCases()).toEqual(before);
  });

  test("two at once: one works, the other says who does", async () => {
    await withRunLock(house.url, "test", ["incident"], async () => {
      await expect(tick("22:07")).rejects.toMatchObject({ code: "LOCKED", exitCode: 4 });
    });
  });

  test("a night's lock keeps no minute out, and the other way round", async () => {
    await withRunLock(house.url, "test", ["nightly"], async () => {
      expect((await tick("22:07")).status).toBe("done");
    });
  });

  test("one run that covers all minutes that were missed finds what runs at every minute found", async () => {
    const before = await openCases();
    await forgetMinutes();
    const outcome = await tick("22:07");
    expect(outcome).toMatchObject({ status: "done", coordinated: true });
    const now = new Set(await openCases());
    // Who was proposed earlier, with what was known then, may stand in the one and not in the other.
    expect(before.filter((line) => now.has(line)).length / before.length).toBeGreaterThan(0.9);
  });

  test.each(["incident:written", "incident:before-commit"])("killed at %s nothing is half done, and the next run does the work", async (point) => {
    const before = await openCases();
    await forgetMinutes();
    await killedAt(point);
    expect(await openCases()).toEqual([]);
    expect(await house.rows("select from ringfence.incident")).toEqual([]);
    expect(await tick("22:07")).toMatchObject({ status: "done", coordinated: true });
    expect(await openCases()).toEqual(before);
  });

  test("a usual course that an older version left, without what accounts came by, serves as well until the next night", async () => {
    const [file, kept] = [baselineFile(house.home), `${baselineFile(house.home)}.kept`];
    copyFileSync(file, kept);
    try {
      const old = await DuckDbEngine.open({ path: file });
      for (const table of ["came_by", "old_thing"]) await old.run(`drop table ${table}`);
      old.close();
      await forgetMinutes();
      expect(await tick("22:07")).toMatchObject({ status: "done", coordinated: true });
    } finally {
      renameSync(kept, file);
      await forgetMinutes();
      await tick("22:07");
    }
  });

  test("the night after withdraws nothing of the incident, and the minutes nothing of the night", async () => {
    const minutes = await openCases();
    const nightly = "select account_id || ' ' || action as line from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'nightly' and state = 'proposed' order by 1";
    const night = await house.rows(nightly);
    await house.night({ asOfMs: minute("21:00"), now: () => minute("22:30") });
    const left = new Set(await openCases());
    // A stronger action of the night may take the place of one; none is withdrawn.
    expect(await house.rows("select from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'incident' and state = 'withdrawn'")).toEqual([]);
    expect(minutes.filter((line) => left.has(line)).length).toBeGreaterThan(0.9 * minutes.length);
    const after = await house.rows(nightly);
    await tick("22:08");
    expect(await house.rows(nightly)).toEqual(after);
    expect(night.length).toBeGreaterThanOrEqual(0);
  });

  test("nothing leaves by itself until somebody says how much; then no more than that, those that do most harm", async () => {
    const released = async (): Promise<number> => Number((await house.rows("select count(*)::int as n from ringfence.ban_candidate where state = 'released'"))[0].n);
    await setMode(house.client, "on", "a test");
    const { releaseIncident } = await import("../../src/enforcement/release-incident.js");
    const [{ ring_id: ring }] = await readIncidents(house.client, 1);
    expect(await releaseIncident(house.client, ring!)).toBe(0);
    await setCaps(house.client, { incident_cap: 7, release_cap_share: 1, day_cap_share: 1, one_value_share: 1 }, "a test");
    // Their end lies in the past of this machine's clock: what is over may not leave.
    expect(await releaseIncident(house.client, ring!)).toBe(0);
    expect(await released()).toBe(0);
  });
});

test("the same evening without anybody behind it: surges, and nobody proposed", async () => {
  const calm = folderIn(house.home, "calm");
  await makeWorld({ accounts: 12_000, seed: 11, attackNight: true, attackShare: 0, ringShare: 0, largeShare: 0, sleepingShare: 0, asOf: new Date("2025-12-23T00:00:00Z"), out: calm });
  await house.forget();
  const { ticks } = await replay(options({ folder: calm, truth: join(calm, "truth.parquet"), innocents: join(calm, "innocents.parquet"), toMs: minute("22:05") }));
  expect(ticks.every(({ proposed }) => proposed === 0)).toBe(true);
});

test("late and doubled rows change the final list by less than one in a hundred, and are told", async () => {
  await house.forget();
  const undisturbed = await replay(options({ toMs: minute("22:10") }));
  const before = await openCases();
  await house.forget();
  const disturbed = await replay(options({ toMs: minute("22:10"), lateShare: 0.1, lateMinutes: 2, doubleShare: 0.05 }));
  const account = (line: string): string => line.split(" ")[0];
  const [one, other] = [new Set(before.map(account)), new Set((await openCases()).map(account))];
  const different = [...one].filter((id) => !other.has(id)).length + [...other].filter((id) => !one.has(id)).length;
  expect(one.size).toBeGreaterThan(250);
  expect(different / one.size).toBeLessThan(0.01);
  expect(disturbed.ticks.some(({ late_rows }) => late_rows > 0)).toBe(true);
  expect(undisturbed.ticks.every(({ late_rows }) => late_rows === 0)).toBe(true);
});

test("an attack in which nobody pushes is seen by the batches that wake up", async () => {
  const still = folderIn(house.home, "still");
  await makeWorld({ accounts: 12_000, seed: 13, attackNight: true, attackShare: 0.03, tactics: { pushShare: 0 }, out: still });
  await house.forget();
  const { ticks } = await replay(options({ folder: still, truth: join(still, "truth.parquet"), innocents: join(still, "innocents.parquet"), toMs: minute("22:05") }));
  const last = ticks.at(-1)!;
  expect(last.attackers_active).toBeGreaterThan(150);
  expect(last.attackers_active_proposed / last.attackers_active).toBeGreaterThan(0.8);
  expect(last.innocents_active_restricted / Math.max(1, last.innocents_active)).toBeLessThanOrEqual(0.03);
});

test.each([["strangers' machines", true], ["their own machines", false]])("80 old silent accounts that go live in the same minutes, by %s", async (_, taken) => {
  const folder = folderIn(house.home, `old-${taken}`);
  await oldAccounts(folder, taken);
  await house.forget();
  const { ticks } = await replay(options({ folder, truth: join(folder, "truth.parquet"), innocents: join(folder, "innocents.parquet"), toMs: minute("22:04") }));
  const last = ticks.at(-1)!;
  // Whoever was taken over is asked to prove himself, no more.
  expect({ active: last.attackers_active, proposed: last.attackers_proposed > 70, innocents: last.innocents_proposed }).toEqual({ active: 80, proposed: taken, innocents: 0 });
  expect(await house.rows("select from ringfence.ban_candidate join ringfence.run using (run_id) where kind = 'incident' and action <> 'challenge'")).toEqual([]);
});

test("without a night before it, a run says what to do", async () => {
  const home = folderIn(house.home, "other");
  await expect(runIncident({ place: { ...house.place, home }, settings: defaultSettings, asOfMs: minute("22:00"), now: () => minute("22:30"), note: () => {} })).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("run nightly") });
});

/** `ringfence run incident` in a process of its own, killed as by `kill -9`. */
async function killedAt(point: string): Promise<void> {
  expect(existsSync(join(process.cwd(), "dist/src/cli/launch.js")) || existsSync(join(process.cwd(), "src/cli/launch.js"))).toBe(true);
  const child = spawn(process.execPath, ["src/cli/launch.js", "run", "incident", "--as-of", "2025-12-22T22:07:00Z"], {
    env: { ...process.env, NODE_ENV: "test", RINGFENCE_KILL_AT: point, DATABASE_URL: house.url, RINGFENCE_HOME: house.home }, stdio: "ignore",
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => child.on("exit", (...ended) => resolve(ended)));
  expect([code, signal]).toEqual([null, "SIGKILL"]);
}

/** A source of 2,000 accounts of a year, each with a phone and a network of its own; 80 of them, silent for months, go live from 22:00 on. */
async function oldAccounts(folder: string, taken: boolean): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "500MB", tempFolder: join(folder, "spill") });
  const write = (table: string, query: string): Promise<void> => engine.run(`copy (${query}) to '${join(folder, `${table}.parquet`).replaceAll("'", "''")}' (format parquet)`);
  const [day, ten] = ["86400000::bigint", minute("22:00")];
  const midnight = minute("00:00");
  const id = "'account' || i as account_id";
  const own = "'phone' || i as device_id, '81.' || i // 250 || '.' || i % 250 || '.7' as ip";
  const every = "range(2000) as one (i)";
  await write("accounts", `select ${id}, ${midnight} - ${day} * (200 + i % 150) - i * 977 as created_at, false as protected, cast(null as bigint) as closed_at from ${every}`);
  // Everybody came two months ago; the lively every other day; of the silent ones one in four yesterday.
  await write(
    "logins",
    `select ${id}, ${own}, ${midnight} - ${day} * 60 + i * 1000 as logged_in_at from ${every}
     union all select ${id}, ${own}, ${midnight} - ${day} * day + i * 20000 from ${every}, range(1, 7) as d (day) where i >= 1000 and (i + day) % 2 = 0
     union all select ${id}, ${own}, ${midnight} - ${day} + i * 20000 from ${every} where i between 80 and 999 and i % 4 = 0
     union all select ${id}, ${taken ? "'rack' || i as device_id, '91.' || i // 250 || '.' || i % 250 || '.7' as ip" : own}, ${ten} - ${30 * 60_000} + i * 1000 from ${every} where i < 80`,
  );
  await write(
    "actions",
    `select ${id}, 'watch' as action, 'show' || i % 20 as target_id, ${midnight} - ${day} * day + i * 20000 as acted_at from ${every}, range(1, 7) as d (day) where i >= 1000
     union all select ${id}, 'live_start', 'room' || i, ${midnight} - ${day} * day + (i - 1000) * 100000 from ${every}, range(1, 7) as d (day) where i between 1000 and 1499
     union all select ${id}, 'live_start', 'room' || i, ${ten} + i * 1500 from ${every} where i < 80`,
  );
  await write("truth", "select 'account' || i as account_id, 'attack' as ring, 'attack' as kind from range(80) as one (i)");
  await write("innocents", "select 'account' || i as account_id, 'viewer' as kind from range(1000, 1010) as one (i)");
  engine.close();
}

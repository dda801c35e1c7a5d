import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { retention } from "../../jobs/retention.js";
import { pictureFolder, snapshotFile, workFolder } from "../../src/config/place.js";
import { settingsSchema } from "../../src/config/settings.js";
import { exportAccount } from "../../src/pipeline/export-account.js";
import type { RetentionOutcome } from "../../src/pipeline/run-retention.js";
import { withRunLock } from "../../src/postgres/lock.js";
import { openHouse, sampleFolder, worldAsOfMs, type House } from "./night.js";

const day = 86_400_000;
let house: House;
const settings = settingsSchema.parse({ retention: { member_days: 30, ring_key_days: 20, hub_days: 10, candidate_days: 40, snapshot_days: 15, work_days: 2 } });
const sweep = (nowMs: number, dryRun = false): Promise<RetentionOutcome> => retention({ place: house.place, settings, dryRun, nowMs, note: () => {} });
const count = async (table: string): Promise<number> => Number((await house.rows(`select count(*)::int as n from ringfence.${table}`))[0].n);

beforeAll(async () => {
  house = await openHouse();
  await house.load(sampleFolder);
  await house.night();
});
afterAll(() => house.close());

test("export account: all that is held on it, and no other account, device, address or target", async () => {
  const [{ account_id: id }] = await house.rows("select account_id from ringfence.ban_candidate join ringfence.ring_member using (run_id, account_id) where action = 'ban' order by account_id limit 1");
  const found = await exportAccount({ place: house.place, accountId: String(id), nowMs: worldAsOfMs, note: () => {} });
  expect(found).toMatchObject({ account_id: id, held: true, exported_at: "2025-12-22T00:00:00.000Z", candidates: [{ action: "ban", state: "proposed" }] });
  expect(found.memberships).toHaveLength(1);
  expect(found.shared.length).toBeGreaterThan(0);
  expect(found.ties.length).toBeGreaterThan(0);
  expect(found.candidates[0].reasons.keys.length).toBeGreaterThan(0);
  const words = new Set(JSON.stringify({ ...found, account_id: "" }).split(/[^A-Za-z0-9_.:-]+/));
  const others = await house.rows("select account_id as word from accounts union select device_id from logins union select host(ip) from logins union select target_id from actions");
  expect(others.length).toBeGreaterThan(20_000);
  expect(others.filter((row) => words.has(String(row.word)))).toEqual([]);
});

test("export account: an id on which nothing is held is an error, so that a mistyped one is not taken for an answer", async () => {
  await expect(exportAccount({ place: house.place, accountId: "nobody", nowMs: worldAsOfMs, note: () => {} })).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining('on the account "nobody"') });
});

test("retention: nothing inside its time; a dry run counts and deletes nothing; a run in progress keeps it out", async () => {
  expect(await sweep(worldAsOfMs + 5 * day)).toMatchObject({ dryRun: false, rows: { ring_member: 0, ring_key: 0, hub: 0, ban_candidate: 0 } });
  const before = [await count("hub"), await count("ring_key")];
  expect(before.every((n) => n > 0)).toBe(true);
  const told = await sweep(worldAsOfMs + 25 * day, true);
  expect([told.rows.hub, told.rows.ring_key]).toEqual(before);
  expect([await count("hub"), await count("ring_key")]).toEqual(before);
  await withRunLock(house.url, "a night", ["nightly"], async () => {
    await expect(sweep(worldAsOfMs + 25 * day)).rejects.toMatchObject({ code: "LOCKED" });
  });
});

test("retention: evidence past its time goes; open candidates and their membership, live rings, events and runs stay; so does what people decided", async () => {
  const [first] = await house.rows("select run_id from ringfence.run");
  await house.client.query("update ringfence.ban_candidate set state = case when action = 'ban' then 'rejected' when action = 'restrict' then 'withdrawn' else state end");
  // A ring that ended: nothing of it is needed.
  await house.client.query("update ringfence.ring set status = 'dead' where ring_id = 'R-1'");
  const openOfDead = Number((await house.rows("select count(*)::int as n from ringfence.ring_member join ringfence.ban_candidate using (run_id, account_id) where ring_member.ring_id = 'R-1' and state in ('proposed', 'approved')"))[0].n);
  const alive = Number((await house.rows("select count(*)::int as n from ringfence.ring_member where ring_id <> 'R-1'"))[0].n);
  const [rings, events, withdrawn] = [await count("ring"), await count("ring_event"), Number((await house.rows("select count(*)::int as n from ringfence.ban_candidate where state = 'withdrawn'"))[0].n)];
  const rejected = await house.rows("select account_id from ringfence.ban_candidate where state = 'rejected' order by 1");
  const open = await house.rows("select account_id from ringfence.ban_candidate where state = 'proposed' order by 1");
  expect(withdrawn).toBeGreaterThan(0);
  const told = await sweep(worldAsOfMs + 100 * day);
  expect(told.rows.ban_candidate).toBe(withdrawn);
  expect(await count("hub")).toBe(0);
  expect(await count("ring_key")).toBe(0);
  expect(await count("ring_member")).toBe(alive + openOfDead);
  expect([await count("ring"), await count("ring_event")]).toEqual([rings, events]);
  expect(await house.rows("select account_id from ringfence.ban_candidate where state = 'rejected' order by 1")).toEqual(rejected);
  expect(await house.rows("select account_id from ringfence.ban_candidate where state = 'proposed' order by 1")).toEqual(open);
  expect(await house.rows("select run_id from ringfence.run")).toEqual([first]);
});

test("retention: files go by their age: the investigators' file that no night replaced, pictures, work of a killed run", async () => {
  const now = worldAsOfMs + 200 * day;
  const picture = join(pictureFolder(house.home), "R-1.svg");
  const unfinished = `${snapshotFile(house.home)}.next-1`;
  mkdirSync(pictureFolder(house.home), { recursive: true });
  mkdirSync(workFolder(house.home), { recursive: true });
  for (const file of [picture, unfinished]) writeFileSync(file, "");
  const aged = (path: string, days: number): void => utimesSync(path, new Date(now - days * day), new Date(now - days * day));
  for (const path of [snapshotFile(house.home), picture]) aged(path, 14);
  for (const path of [workFolder(house.home), unfinished]) aged(path, 1);
  expect((await sweep(now)).files).toEqual({ work: 0, snapshots: 0, pictures: 0 });
  aged(snapshotFile(house.home), 16);
  aged(picture, 16);
  aged(workFolder(house.home), 3);
  aged(unfinished, 3);
  expect((await sweep(now, true)).files).toEqual({ work: 2, snapshots: 1, pictures: 1 });
  expect(existsSync(snapshotFile(house.home))).toBe(true);
  expect((await sweep(now)).files).toEqual({ work: 2, snapshots: 1, pictures: 1 });
  for (const path of [snapshotFile(house.home), picture, workFolder(house.home), unfinished]) expect(existsSync(path)).toBe(false);
});

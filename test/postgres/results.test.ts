import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { connect } from "../../src/postgres/connect.js";
import { runLockNames, withRunLock } from "../../src/postgres/lock.js";
import { migrate, requireCurrentSchema, schemaVersion } from "../../src/postgres/migrate.js";
import { completeRun, failLeftRuns, failedRunId, publish, recordRun, type Publication, type PreviousRings, type PublishResult } from "../../src/postgres/publish.js";
import { readResults, resultTables } from "../../src/postgres/read-results.js";
import type { CandidateRow, MemberRow, RingKeyRow, RunRow } from "../../src/postgres/result-row.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await testDatabase();
  client = await connect(database.url, "test results");
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  await client.query("truncate ringfence.run cascade");
});

const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));
const runOn = (n: number, name = `N-${n}`): RunRow & { finished_at: Date } => ({
  run_id: name, kind: "nightly", as_of: day(n), status: "published", reason: null, started_at: day(n), finished_at: day(n), config_hash: "c", code_version: "v",
  extract_fingerprint: "f", account_count: 100, stages: [{ stage: "extract", rows_in: 1, rows_out: 1, seconds: 0.5, peak_memory_bytes: 1 }], counts: { account: 100 },
});
const candidate = (account_id: string, action: CandidateRow["action"], expires_at: Date | null = null): CandidateRow => ({
  account_id, ring_id: "R-1", action, evidence_bits: 20.5, probability: 0.97, kinds: ["device", "timing"], expires_at,
  reasons: { bits_by_kind: { device: 20.5 }, ring_size: 6, keys: [{ kind: "device", key: "d", members: 6, bits: 20.5 }], summary: "Acts as one." },
});
const empty: Publication = { rings: [], ended: [], members: [], events: [], keys: [], hub: [], quarantine: [], candidates: [] };
const ring = { ring_id: "R-1", size: 6, evidence_bits: 120.5, price_bits: 80, kinds: ["device"] };
/** Publishes a night in which R-1 stands and these are its candidates. */
const night = (n: number, candidates: CandidateRow[]): Promise<PublishResult> => publish(client, { run: runOn(n), decide: () => ({ ...empty, rings: [ring], candidates }) });
/** A ban needs two database users who did not propose it; they need not be able to log in. */
async function approveAsTwoPeople(account: string): Promise<void> {
  for (const user of ["ringfence_test_ana", "ringfence_test_ben"]) {
    // Users belong to the server; another test file may be making them too.
    await client.query(`do $$ begin create role ${user}; exception when duplicate_object or unique_violation then null; end $$`);
    await client.query(`do $$ begin grant ringfence_reviewer to ${user}; exception when unique_violation or internal_error then null; end $$`);
    await client.query(`set session authorization ${user}`);
    await client.query("select ringfence.decide_accounts(array[$1], 'approve', 'seen')", [account]);
    await client.query("reset session authorization");
  }
}
const states = async (): Promise<string[]> =>
  (await client.query<{ line: string }>("select concat_ws(' ', account_id, action, state, run_id) as line from ringfence.ban_candidate order by account_id, proposed_at")).rows.map((row) => row.line);

test("migrating twice, or two at once, does it once", async () => {
  const fresh = await testDatabase({ migrated: false });
  const [one, two] = [await connect(fresh.url, "one"), await connect(fresh.url, "two")];
  await expect(requireCurrentSchema(one)).rejects.toMatchObject({ code: "SCHEMA", message: expect.stringContaining("ringfence migrate") });
  const both = await Promise.all([migrate(one), migrate(two)]);
  expect(new Set(both.map((result) => result.from))).toEqual(new Set([0, schemaVersion()]));
  expect(await migrate(one)).toEqual({ from: schemaVersion(), to: schemaVersion() });
  await requireCurrentSchema(one);
  await one.query("insert into ringfence.schema_version (version) values (99)");
  await expect(requireCurrentSchema(one)).rejects.toMatchObject({ code: "SCHEMA", message: expect.stringContaining("newer") });
  await expect(migrate(one)).rejects.toMatchObject({ code: "SCHEMA" });
  await one.query("delete from ringfence.schema_version where version > 0");
  await expect(requireCurrentSchema(one)).rejects.toMatchObject({ code: "SCHEMA", message: expect.stringContaining("version 0") });
  await Promise.all([one.end(), two.end()]);
  await fresh.drop();
});

test("every table, view and column of the results says what it means", async () => {
  const { rows } = await client.query(
    `select class.relname, attribute.attname from pg_class as class join pg_attribute as attribute on attribute.attrelid = class.oid
     where class.relnamespace = 'ringfence'::regnamespace and class.relkind in ('r', 'v') and attribute.attnum > 0
       and (col_description(class.oid, attribute.attnum) is null or obj_description(class.oid, 'pg_class') is null)`,
  );
  expect(rows).toEqual([]);
});

test("bits that are no number are refused", async () => {
  await recordRun(client, runOn(1));
  for (const bits of ["NaN", "Infinity"]) {
    await expect(client.query(`insert into ringfence.ring values ('R-1', 'N-1', 'N-1', 6, '${bits}', 1, '{}', 'active')`)).rejects.toMatchObject({ code: "23514" });
  }
});

test("a run is published once, whole, with hostile ids as they are", async () => {
  const ids = ["plain", "a'b\"c", "tab\there", "\\.", "\\N", "line\nbreak", "🦊", "x".repeat(10_000), Array.from({ length: 9_000 }, (_, i) => String.fromCharCode(33 + ((i * 7919) % 90))).join(""), "{a,b}", "", "a,b"];
  const publication: Publication = {
    ...empty,
    rings: [{ ...ring, kinds: ["device", 'odd"\\kind'] }],
    members: ids.map((account_id) => ({ ring_id: "R-1", account_id, evidence_bits: 1.25, role: "core" as const })),
    events: [{ ring_id: "R-1", event: "birth", other_ring_id: null, overlap_share: null, matched_on: null, matched_bits: null, size: 6 }],
    hub: [{ kind: "ip", key: "1.2.3.4", account_count: 500, reason: "bounded", expected_coverage_share: 0.02 }],
    quarantine: [{ source_table: "logins", rule: "no_time", left_out: "row", row_count: 3 }],
    candidates: ids.map((id) => candidate(id, "ban")),
  };
  const decide = (previous: PreviousRings): Publication => {
    expect(previous).toEqual({ nextRingNumber: 1, known: [] });
    return publication;
  };
  expect(await publish(client, { run: runOn(1), decide })).toEqual({ already: false, stale: false, proposed: ids.length, superseded: 0, withdrawn: 0, expired: 0 });
  const { rows } = await client.query<{ account_id: string }>("select account_id from ringfence.ban_list");
  expect(rows.map((row) => row.account_id).sort()).toEqual([...ids].sort());
  const { rows: read } = await client.query("select ring.kinds, ban_candidate.reasons from ringfence.ring join ringfence.ban_candidate using (ring_id) limit 1");
  expect(read).toEqual([{ kinds: ["device", 'odd"\\kind'], reasons: candidate("", "ban").reasons }]);
  const again = await publish(client, { run: runOn(1), decide: () => { throw new Error("must not be asked"); } });
  expect(again).toMatchObject({ already: true, proposed: 0 });
  expect((await publish(client, { run: runOn(2), decide: (previous) => {
    expect(previous.nextRingNumber).toBe(2);
    expect(previous.known).toEqual([{ ringId: "R-1", status: "active", nightsAway: 1, accounts: new Set(ids), left: new Set(), earlier: [], keys: [], kin: null }]);
    return { ...empty, ended: [{ ring_id: "R-1", status: "dead" }], events: [{ ring_id: "R-1", event: "death", other_ring_id: null, overlap_share: null, matched_on: null, matched_bits: null, size: 12 }] };
  } })).withdrawn).toBe(ids.length);
  const { rows: ended } = await client.query("select first_run_id, last_run_id, status from ringfence.ring");
  expect(ended).toEqual([{ first_run_id: "N-1", last_run_id: "N-1", status: "dead" }]);
});

test("what tracking remembers: keys, those who left, how long a ring is away; dead rings until they are forgotten", async () => {
  const member = (account_id: string): MemberRow[] => [{ ring_id: "R-1", account_id, evidence_bits: 1, role: "core" }];
  const key = (name: string, bits: number): { ring_id: string; kind: string; key: string; member_count: number; bits: number } => ({ ring_id: "R-1", kind: "device", key: name, member_count: 3, bits });
  const long = "x".repeat(10_000);
  let seen: PreviousRings["known"] = [];
  const one = (n: number, part: Partial<Publication>): Promise<PublishResult> =>
    publish(client, { memory: { dormantNights: 3, rememberNights: 20 }, run: runOn(n), decide: (previous) => ((seen = previous.known), { ...empty, ...part }) });
  await one(1, { rings: [ring], members: [...member("ana"), ...member("ben")], keys: [key("d1", 10), key(long, 11)] });
  await one(2, { rings: [ring], members: member("ana"), keys: [key("d1", 12), key("d2", 9)] });
  expect(seen).toMatchObject([{ status: "active", nightsAway: 1 }]);
  await one(4, { ended: [{ ring_id: "R-1", status: "dormant" }] });
  expect(seen).toEqual([{
    ringId: "R-1", status: "active", nightsAway: 2, accounts: new Set(["ana"]), left: new Set(["ben"]), earlier: [new Set(["ana", "ben"])],
    keys: expect.arrayContaining([{ kind: "device", key: "d1", memberCount: 3, bits: 12 }, { kind: "device", key: "d2", memberCount: 3, bits: 9 }, { kind: "device", key: long, memberCount: 3, bits: 11 }]), kin: null,
  }]);
  expect(seen[0].keys).toHaveLength(3);
  await one(8, { ended: [{ ring_id: "R-1", status: "dead" }] });
  expect(seen).toMatchObject([{ status: "dormant", nightsAway: 6, left: new Set() }]);
  await one(20, {});
  expect(seen).toMatchObject([{ status: "dead", nightsAway: 18 }]);
  await one(23, {});
  expect(seen).toEqual([]);
});

test("a ring is known by so many keys and no more: those seen last, then the strongest", async () => {
  const keys = (from: number, count: number): RingKeyRow[] => Array.from({ length: count }, (_, i) => ({ ring_id: "R-1", kind: "device", key: `d${from + i}`, member_count: 2, bits: 1 + i }));
  for (const [n, list] of [[1, keys(0, 100)], [2, keys(1000, 100)]] as const) await publish(client, { run: runOn(n), decide: () => ({ ...empty, rings: [ring], keys: list }) });
  const { rows } = await client.query("select last_run_id, count(*)::int as n, min(bits) as least from ringfence.ring_key group by 1 order by 1");
  expect(rows).toEqual([{ last_run_id: "N-1", n: 28, least: 73 }, { last_run_id: "N-2", n: 100, least: 1 }]);
});

test("the same action again adds nothing; stronger supersedes; weaker and gone withdraw; a restriction expires by itself", async () => {
  await night(1, [candidate("same", "ban"), candidate("up", "watch"), candidate("down", "ban"), candidate("gone", "challenge"), candidate("timed", "restrict", day(3))]);
  await approveAsTwoPeople("same");
  expect(await night(2, [candidate("same", "ban"), candidate("up", "restrict", day(20)), candidate("down", "challenge"), candidate("timed", "restrict", day(4))]))
    .toEqual({ already: false, stale: false, proposed: 2, superseded: 1, withdrawn: 2, expired: 0 });
  expect(await states()).toEqual([
    "down ban withdrawn N-1", "down challenge proposed N-2", "gone challenge withdrawn N-1", "same ban approved N-1",
    "timed restrict proposed N-1", "up watch superseded N-1", "up restrict proposed N-2",
  ]);
  expect(await night(3, [candidate("same", "ban"), candidate("timed", "restrict", day(5))])).toMatchObject({ proposed: 1, expired: 1, withdrawn: 2, superseded: 0 });
  expect((await states()).filter((line) => line.startsWith("timed"))).toEqual(["timed restrict expired N-1", "timed restrict proposed N-3"]);
});

test("a backfill behind the newest published run writes its row and changes nothing else", async () => {
  await night(5, [candidate("ana", "ban")]);
  const result = await publish(client, { run: runOn(4), decide: () => { throw new Error("must not be asked"); } });
  expect(result).toMatchObject({ stale: true, already: false });
  expect(await states()).toEqual(["ana ban proposed N-5"]);
  const { rows } = await client.query("select status, reason from ringfence.run where run_id = 'N-4'");
  expect(rows).toEqual([{ status: "published", reason: expect.stringContaining("2026-01-05T00:00:00.000Z") }]);
  expect(await night(5, [])).toMatchObject({ already: true });
  // Late data for the same night: another run of the same as_of is not a backfill.
  expect(await publish(client, { run: runOn(5, "N-5-late"), decide: () => ({ ...empty, rings: [ring] }) })).toMatchObject({ stale: false, withdrawn: 1 });
});

test("a failure half way through leaves everything as it was, and the next try publishes", async () => {
  await night(1, [candidate("ana", "ban")]);
  const twice = [candidate("ben", "ban"), candidate("ben", "watch")];
  await expect(night(2, twice)).rejects.toThrow();
  await expect(publish(client, { run: runOn(2), decide: () => { throw new Error("out of memory"); } })).rejects.toThrow("out of memory");
  expect(await states()).toEqual(["ana ban proposed N-1"]);
  await recordRun(client, { ...runOn(2), status: "failed", reason: "two rows for ben" });
  expect(await night(2, [candidate("ben", "ban")])).toMatchObject({ proposed: 1, withdrawn: 1 });
  await recordRun(client, { ...runOn(2), status: "failed", reason: "too late" });
  expect((await client.query("select status from ringfence.run where run_id = 'N-2'")).rows).toEqual([{ status: "published" }]);
});

test("two publishers at once number their rings one after the other", async () => {
  const other = await connect(database.url, "other");
  const one = (on: Client, n: number): Promise<PublishResult> =>
    publish(on, { run: runOn(7, `N-7-${n}`), decide: (previous) => ({ ...empty, rings: [{ ...ring, ring_id: `R-${previous.nextRingNumber}` }] }) });
  await Promise.all([one(client, 1), one(other, 2)]);
  await other.end();
  expect((await client.query("select ring_id from ringfence.ring order by 1")).rows).toEqual([{ ring_id: "R-1" }, { ring_id: "R-2" }]);
});

test("a run that was killed is marked failed by the next one; stages can be completed afterwards", async () => {
  const startedAt = day(1);
  await recordRun(client, { ...runOn(1, failedRunId(startedAt)), status: "running", finished_at: null });
  expect(await failLeftRuns(client, day(2))).toEqual([`failed-${startedAt.getTime()}`]);
  await night(3, []);
  await completeRun(client, "N-3", { stages: [{ stage: "snapshot" }], counts: { ring: 0 }, finishedAt: day(4) });
  const { rows } = await client.query("select run_id, status, stages, counts from ringfence.run order by as_of");
  expect(rows).toEqual([
    { run_id: "failed-1767225600000", status: "failed", stages: runOn(1).stages, counts: { account: 100 } },
    { run_id: "N-3", status: "published", stages: [{ stage: "snapshot" }], counts: { ring: 0 } },
  ]);
});

test("the results are read out whole, typed, and the same twice", async () => {
  await night(1, [candidate("a,\"b\"\nc", "ban"), candidate("", "watch")]);
  const folder = mkdtempSync(join(tmpdir(), "ringfence-results-"));
  const files = await readResults(client, folder);
  const bytes = resultTables.map((table) => readFileSync(files[table], "utf8"));
  await readResults(client, folder);
  expect(resultTables.map((table) => readFileSync(files[table], "utf8"))).toEqual(bytes);
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  const rows = await engine.rows(
    "select account_id, from_json(kinds, '[\"VARCHAR\"]') as kinds, cast(proposed_at as timestamptz) as at, expires_at from read_csv($file, header = true, all_varchar = true, quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false)",
    { file: files.ban_candidate },
  );
  engine.close();
  rmSync(folder, { recursive: true });
  expect(rows).toEqual([
    { account_id: "", kinds: ["device", "timing"], at: day(1), expires_at: null },
    { account_id: 'a,"b"\nc', kinds: ["device", "timing"], at: day(1), expires_at: null },
  ]);
});

test("a proposal's probability is a share, and a proposal of before there was one has none", async () => {
  await night(1, [{ ...candidate("new", "ban"), probability: null as unknown as number }]);
  await night(2, [candidate("new", "ban"), candidate("newer", "ban")]);
  expect((await client.query("select account_id, probability from ringfence.ban_candidate order by account_id")).rows).toEqual([{ account_id: "new", probability: null }, { account_id: "newer", probability: 0.97 }]);
  for (const probability of [-0.01, 1.01, Number.NaN]) await expect(night(3, [{ ...candidate("none", "ban"), probability }])).rejects.toThrow(/check constraint/);
});

describe("the run's lock", () => {
  test("the second run leaves at once and says who holds it; another kind of run is not kept out", async () => {
    await withRunLock(database.url, "first run", ["nightly"], async () => {
      await expect(withRunLock(database.url, "second run", ["nightly"], async () => {})).rejects.toMatchObject({ code: "LOCKED", exitCode: 4, message: expect.stringMatching(/process \d+ of "first run" from 127\.0\.0\.1, connected since \d{4}-/) });
      expect(await withRunLock(database.url, "between", ["incident"], async () => "free")).toBe("free");
      await expect(withRunLock(database.url, "retention", runLockNames, async () => {})).rejects.toMatchObject({ code: "LOCKED" });
    });
    expect(await withRunLock(database.url, "second run", runLockNames, async () => "free")).toBe("free");
    await expect(withRunLock(database.url, "second run", ["nightly"], async () => { throw new Error("inside"); })).rejects.toThrow("inside");
    expect(await withRunLock(database.url, "third run", ["nightly"], async () => "free again")).toBe("free again");
  });

  test("one that is lost with its connection is free for the next run, and publishes nothing", async () => {
    await withRunLock(database.url, "lost run", ["nightly"], async (lock) => {
      await lock.assertHeld(client);
      await client.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lost run'");
      expect(await withRunLock(database.url, "next run", ["nightly"], async () => "free")).toBe("free");
      await expect(publish(client, { run: runOn(28), assertHeld: lock.assertHeld, decide: () => empty })).rejects.toMatchObject({ code: "DATABASE", message: expect.stringContaining("lock was lost") });
    });
    expect((await client.query("select from ringfence.run")).rowCount).toBe(0);
  });
});

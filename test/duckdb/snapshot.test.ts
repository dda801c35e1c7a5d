import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Snapshot } from "../../src/duckdb/read-snapshot.js";
import { packageFolder, snapshotFile } from "../../src/config/place.js";
import { printable } from "../../src/console/printable.js";
import { buildTinyNight, hostileId, moment } from "./tiny-night.js";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "snapshot-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function reading<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const snapshot = await Snapshot.open(home);
  try {
    return await work(snapshot);
  } finally {
    snapshot.close();
  }
}
const ask = async (sql: string): Promise<unknown[]> => reading(async (snapshot) => (await snapshot.query(sql)).rows);

test("the file holds the tables of the contract, with a comment on every table, view, macro and column", async () => {
  await buildTinyNight(home);
  const names = (await ask("select table_name from information_schema.tables where table_schema = 'main' order by 1")) as { table_name: string }[];
  expect(names.map((row) => row.table_name)).toEqual(["about", "account", "armed", "ban_candidate", "ban_list", "candidate_list", "current_member", "edge", "hub", "incident", "incident_account", "incident_minute", "linked_group", "newest_run", "odd_group", "oddity", "quarantine", "ring", "ring_event", "ring_evidence", "ring_key", "ring_member", "ring_rule", "ring_summary", "run", "trace", "trace_kind", "usual_action", "usual_network", "usual_registration", "usual_target"]);
  expect(
    await ask(`select table_name, '' as column_name from duckdb_tables() where comment is null and not internal
      union all select view_name, '' from duckdb_views() where comment is null and not internal
      union all select function_name, '' from duckdb_functions() where function_type like '%macro' and not internal and comment is null
      union all select table_name, column_name from duckdb_columns() where comment is null and not internal`),
  ).toEqual([]);
});

test("about lists what can be asked, with its arguments and a comment", async () => {
  await buildTinyNight(home);
  const listed = (await ask("from about")) as { name: string; what: string; comment: string | null }[];
  expect(listed.map(({ name, what }) => `${what} ${name}`)).toEqual(expect.arrayContaining(["table ring", "view ring_summary", "from ring_moments(wanted_ring)", "from ties(one_account, other_account)", "function printed(whole)"]));
  expect(listed.filter(({ comment }) => comment === null)).toEqual([]);
  await expect(ask("from rings")).rejects.toThrow(/"from about" lists what there is/);
});

test("ids come through as they are, whatever they hold", async () => {
  await buildTinyNight(home);
  const { why, candidates } = await reading((snapshot) => snapshot.account(hostileId));
  expect(why).toMatchObject([{ ring_id: "R-1", kind: "device", key: "d-1", member_count: 6, bits: 34.1 }]);
  expect(candidates).toMatchObject([{ action: "ban", state: "proposed", reasons: { ring_size: 6 } }]);
});

test("the everyday questions have answers", async () => {
  await buildTinyNight(home);
  expect(await ask("select ring_id, size, core_count, protected_count, candidate_count, ban_count, first_seen_at from ring_summary where status = 'active'")).toEqual([
    { ring_id: "R-1", size: 6, core_count: 5, protected_count: 1, candidate_count: 5, ban_count: 4, first_seen_at: "2026-01-02T00:00:00.000Z" },
  ]);
  expect(await ask("select kind, key, account_count, kind_bits from ties('r1', 'r2')")).toEqual([{ kind: "device", key: "d-1", account_count: 6, kind_bits: 18.5 }]);
  expect(await ask("select kind, key, kind_bits from ties('r1', 'ann')")).toMatchObject([{ kind: "ip", kind_bits: null }]);
  expect(await ask("select account_id, ring_id from who_used('9.9.9.9')")).toEqual([{ account_id: "ann", ring_id: null }, { account_id: "bob", ring_id: null }, { account_id: "r1", ring_id: "R-1" }]);
  expect(await ask("select what, account_count from ring_timeline('R-1')")).toEqual([
    { what: "birth", account_count: 5 },
    { what: "proposed challenge", account_count: 1 },
    { what: "shared device", account_count: 6 },
    { what: "continuation", account_count: 6 },
    { what: "merge", account_count: 2 },
    { what: "proposed ban", account_count: 4 },
    { what: "proposed restrict", account_count: 1 },
  ]);
  expect(await ask("select action, count(*) as n from candidate_list group by 1 order by 1")).toEqual([{ action: "ban", n: 4 }, { action: "restrict", n: 1 }]);
});

test("a ring's history says what happened, from and to which ring, by what overlap, who joined and who left", async () => {
  await buildTinyNight(home);
  expect(await ask("select event, from_ring_id, to_ring_id, overlap_share, matched_on, size, joined_count, left_count from ring_history('R-1')")).toEqual([
    { event: "birth", from_ring_id: null, to_ring_id: "R-1", overlap_share: null, matched_on: null, size: 5, joined_count: 0, left_count: 0 },
    { event: "continuation", from_ring_id: "R-1", to_ring_id: "R-1", overlap_share: 0.8, matched_on: "accounts", size: 6, joined_count: 2, left_count: 1 },
    { event: "merge", from_ring_id: "R-2", to_ring_id: "R-1", overlap_share: 0.5, matched_on: "accounts", size: 2, joined_count: null, left_count: null },
  ]);
  expect(await ask("select event, from_ring_id, to_ring_id, size from ring_history('R-2')")).toEqual([
    { event: "death", from_ring_id: "R-2", to_ring_id: null, size: 2 },
    { event: "merge", from_ring_id: "R-2", to_ring_id: "R-1", size: 2 },
  ]);
  expect(await ask("from ring_former('R-1')")).toEqual([{ account_id: "left", first_seen_at: "2026-01-02T00:00:00.000Z", last_seen_at: "2026-01-02T00:00:00.000Z", run_count: 1, now_in: null }]);
});

test("newest_run is the run that the file shows", async () => {
  await buildTinyNight(home);
  expect(await ask("select run_id, as_of from newest_run")).toEqual([{ run_id: "N-20260103-aaa", as_of: "2026-01-03T00:00:00.000Z" }]);
});

test("ring_moments says when the acts were, not what the bucket is called; ring_acts says whose", async () => {
  await buildTinyNight(home, { more: moment });
  expect(await ask("from ring_moments('R-1')")).toEqual([
    {
      kind: "timing", what: "like:room", first_at: "2026-01-02T18:00:30.000Z", last_at: "2026-01-02T18:00:51.000Z", span_seconds: 21, member_count: 3, under_count: 4, bits: 12.5,
      accounts: ["r2", "r1", "r4"], key: `like:room@${Date.UTC(2026, 0, 2, 18)}`,
    },
  ]);
  expect(await ask("select account_id, acted_at, last_acted_at from ring_acts('R-1')")).toEqual([
    { account_id: "r2", acted_at: "2026-01-02T18:00:30.000Z", last_acted_at: "2026-01-02T18:00:30.000Z" },
    { account_id: "r1", acted_at: "2026-01-02T18:00:40.250Z", last_acted_at: "2026-01-02T18:01:40.000Z" },
    { account_id: "r4", acted_at: "2026-01-02T18:00:51.000Z", last_acted_at: "2026-01-02T18:00:51.000Z" },
  ]);
  expect(await ask("select kind, first_at, last_at from ring_keys('R-1') where kind = 'timing'")).toEqual([{ kind: "timing", first_at: "2026-01-02T18:00:30.000Z", last_at: "2026-01-02T18:01:40.000Z" }]);
  expect(await ask("from ring_moments('R-2')")).toEqual([]);
});

test("ring_neighbours are those outside who are tied to members, with the member they are tied to most", async () => {
  await buildTinyNight(home, { more: moment });
  expect(await ask("select account_id, member_count, bits, kinds, nearest_account_id, nearest_bits, ring_id from ring_neighbours('R-1')")).toEqual([
    { account_id: "ann", member_count: 2, bits: 13, kinds: ["ip", "timing"], nearest_account_id: "r1", nearest_bits: 9, ring_id: null },
    { account_id: "bob", member_count: 1, bits: 5, kinds: ["ip"], nearest_account_id: "r1", nearest_bits: 5, ring_id: null },
  ]);
});

test("ring_growth has every night since birth; where a ring was not found its size is 0", async () => {
  await buildTinyNight(home);
  expect(await ask("select as_of, event, size, joined_count, left_count, evidence_bits, price_bits from ring_growth('R-1')")).toEqual([
    { as_of: "2026-01-02T00:00:00.000Z", event: "birth", size: 5, joined_count: 0, left_count: 0, evidence_bits: 120.5, price_bits: 100 },
    { as_of: "2026-01-03T00:00:00.000Z", event: "continuation", size: 6, joined_count: 2, left_count: 1, evidence_bits: 143.2, price_bits: 110.1 },
  ]);
  // R-2 has no event of its first night here: both nights are told all the same, the second one with what became of it.
  expect(await ask("select event, size, evidence_bits from ring_growth('R-2')")).toEqual([{ event: null, size: 0, evidence_bits: null }, { event: "merge", size: 0, evidence_bits: null }]);
  expect(await ask("from ring_growth('no such ring')")).toEqual([]);
});

test("who_used takes a key as anything here prints it", async () => {
  await buildTinyNight(home, { more: moment });
  const users = async (key: string): Promise<string[]> => (await ask(`select account_id from who_used('${key.replaceAll("'", "''")}') order by 1`)).map((row) => (row as { account_id: string }).account_id);
  const moments = ["r1", "r2", "r4"];
  // As stored; with the time of its first act, as in pictures; with any time inside its bucket, and none beside it.
  expect(await users(`like:room@${Date.UTC(2026, 0, 2, 18)}`)).toEqual(moments);
  expect(await users("like:room at 2026-01-02 18:00:30")).toEqual(moments);
  expect(await users("like:room at 2026-01-02 18:02")).toEqual(moments);
  expect(await users("like:room at 2026-01-02 18:03")).toEqual([]);
  expect(await users("room")).toEqual(moments);
  expect(await users("9.9.9.9 on 2026-01-02")).toEqual(["ann", "bob", "r1"]);
  expect(await users("9.9.9.9 on 2026-01-03")).toEqual([]);
  // Escaped, and cut at any length.
  const odd = `d'"\ta\u001b[31m🦊`;
  expect(printable(odd)).not.toBe(odd);
  expect(await users(odd)).toEqual(["r1", "r2"]);
  expect(await users(printable(odd))).toEqual(["r1", "r2"]);
  for (const limit of [10, 64, 120]) expect(await users(printable(`${"y".repeat(9000)}-end`, limit)), String(limit)).toEqual(["r1", "r2"]);
  expect(await users(`${"y".repeat(9)}…(+7 characters)`)).toEqual([]);
});

test("printed() escapes as the commands do", async () => {
  await buildTinyNight(home);
  for (const text of [hostileId, "plain", "zoë 日本 🦊", "a\tb\r\n\u0007\u202e\u200b\u2028\ue000\u{f0000}"]) {
    const points = Array.from(text, (point) => `chr(${point.codePointAt(0)})`).join(" || ");
    expect(await ask(`select printed(${points}) as shown`)).toEqual([{ shown: printable(text, Infinity) }]);
  }
});

test("an account outside every ring has no why, a ring that died keeps its last members", async () => {
  await buildTinyNight(home);
  expect(await ask("select * from why('ann')")).toEqual([]);
  expect(await ask("select account_id, in_ring, login_count from account where account_id in ('ann', 'r1') order by 1")).toEqual([
    { account_id: "ann", in_ring: false, login_count: 0 },
    { account_id: "r1", in_ring: true, login_count: 5 },
  ]);
  expect((await reading((snapshot) => snapshot.ring("R-2"))).members.map((row) => row.account_id)).toEqual(["ann", "bob"]);
});

test("an edge names the smaller id first, once per pair and kind", async () => {
  await buildTinyNight(home);
  expect(await ask("select count(*) as n, count(distinct (account_id, other_account_id)) as pairs, bool_and(account_id < other_account_id) as ordered from edge")).toEqual([{ n: 15, pairs: 15, ordered: true }]);
});

test("a file that fails a check is not put in place, and nothing is left lying about", async () => {
  await buildTinyNight(home);
  const before = readFileSync(snapshotFile(home));
  await expect(buildTinyNight(home, { spoil: "insert into holding values (7, 0, 0, 0)" })).rejects.toThrow(/holding_unknown/);
  await expect(buildTinyNight(home, { spoil: "insert into ring_evidence select * replace ('R-9' as ring_id) from ring_evidence" })).rejects.toThrow(/evidence_unknown_ring/);
  expect(readFileSync(snapshotFile(home)).equals(before)).toBe(true);
  expect(readdirSync(home).filter((name) => name.startsWith("ringfence.duckdb"))).toEqual(["ringfence.duckdb"]);
});

test("a reader keeps its version while the next file takes the place; the next reader sees the new one", async () => {
  await buildTinyNight(home, { runId: "N-20260103-aaa" });
  const old = await Snapshot.open(home);
  await buildTinyNight(home, { runId: "N-20260103-bbb" });
  expect((await old.newestRun())?.run_id).toBe("N-20260103-aaa");
  old.close();
  expect((await reading((snapshot) => snapshot.newestRun()))?.run_id).toBe("N-20260103-bbb");
});

test("a log that a crash left beside the old file, and a half-built file of a dead process, are swept", async () => {
  await buildTinyNight(home);
  writeFileSync(`${snapshotFile(home)}.wal`, "stale");
  writeFileSync(`${snapshotFile(home)}.next-999999999`, "half");
  await buildTinyNight(home);
  expect(existsSync(`${snapshotFile(home)}.wal`)).toBe(false);
  expect(existsSync(`${snapshotFile(home)}.next-999999999`)).toBe(false);
  expect(await ask("select count(*) as n from ring")).toEqual([{ n: 2 }]);
});

test("a query can neither change the file nor touch another one", async () => {
  await buildTinyNight(home);
  writeFileSync(join(home, "secret.csv"), "a\n1\n");
  for (const sql of [
    "delete from ring", "create table t (a int)", `select * from read_csv('${home}/secret.csv')`, `copy ring to '${home}/out.csv'`, `attach '${home}/other.duckdb'`,
    "set enable_external_access = true", "install httpfs", "selec 1",
  ]) {
    await expect(ask(sql), sql).rejects.toMatchObject({ code: "QUERY" });
  }
  expect(existsSync(join(home, "out.csv"))).toBe(false);
});

test("no file, and a file that is none, say what to do", async () => {
  await expect(Snapshot.open(home)).rejects.toMatchObject({ code: "NO_SNAPSHOT" });
  writeFileSync(snapshotFile(home), "not a database at all, but long enough to look at".repeat(200));
  await expect(Snapshot.open(home)).rejects.toThrow(/cannot be opened/);
});

test("the README names every table, view and macro of the file", async () => {
  await buildTinyNight(home);
  const text = readFileSync(join(packageFolder, "sql", "duckdb", "snapshot", "README.md"), "utf8");
  const names = (await ask(`select table_name as name from information_schema.tables where table_schema = 'main'
    union all select function_name from duckdb_functions() where function_type like '%macro' and not internal`)) as { name: string }[];
  expect(names.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import Postgrator from "postgrator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { connect } from "../../src/postgres/connect.js";
import { migrate, schemaVersion } from "../../src/postgres/migrate.js";
import { testDatabase } from "../postgres-server.js";
import { candidate, day, one, openGates, openTown, type Town } from "./town.js";

let town: Town;
let owner: Client;
beforeAll(async () => {
  town = await openTown();
  owner = town.owner;
  await owner.query("insert into ringfence.run values ('N-0', 'nightly', '2026-01-01', 'published', null, '2026-01-01', '2026-01-01', 'c', 'v', 'f', 100000)");
  await owner.query("insert into ringfence.ring values ('R-1', 'N-0', 'N-0', 6, 100, 80, '{device}', 'active')");
});
afterAll(() => town.close());

const states = ["proposed", "approved", "released", "reversed", "rejected", "superseded", "withdrawn", "expired"];
const legal = new Set([
  "proposed approved", "proposed rejected", "proposed withdrawn", "proposed superseded", "proposed expired", "approved released", "approved rejected", "approved withdrawn", "approved superseded",
  "approved expired", "released reversed", "released expired",
]);
const refused = { code: expect.stringMatching(/^(RF001|23514|22P02|22003|23502)$/) };
const insert = "insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, expires_at)";

describe("the states of a proposal", () => {
  test.each(states.flatMap((before) => states.filter((after) => after !== before).map((after) => [before, after])))("%s → %s", async (before, after) => {
    expect((await one(owner, "select ringfence.may_follow($1, $2) as may", [before, after])).may).toBe(legal.has(`${before} ${after}`));
  });

  test("a proposal begins as proposed", async () => {
    for (const state of states.slice(1)) await expect(owner.query(`${insert} values ('N-0', 'early', 'R-1', 'watch', 1, '{}', '{}', '${state}', '2026-01-01', null)`)).rejects.toMatchObject({ code: "RF001" });
  });

  test("a way through them, and every other step refused on the way, also for the owner", async () => {
    await owner.query(`${insert} values ('N-0', 'way', 'R-1', 'watch', 1, '{}', '{}', 'proposed', '2026-01-01', null)`);
    const tryAll = async (at: string): Promise<void> => {
      for (const state of states.filter((after) => after !== at && !legal.has(`${at} ${after}`))) await expect(owner.query("update ringfence.ban_candidate set state = $1 where account_id = 'way'", [state]), `${at} → ${state}`).rejects.toMatchObject({ code: "RF001" });
    };
    await tryAll("proposed");
    await expect(owner.query("update ringfence.ban_candidate set state = 'approved' where account_id = 'way'")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("lacks the decisions") });
    await (await town.as("ana")).query("select ringfence.decide_accounts('{way}', 'approve', 'seen')");
    await tryAll("approved");
    await expect(owner.query("update ringfence.ban_candidate set state = 'released' where account_id = 'way'")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("not in the feed") });
    await openGates(await town.as("publisher"), town);
    await owner.query("select ringfence.release('way')");
    await tryAll("released");
    await expect(owner.query("update ringfence.ban_candidate set state = 'reversed' where account_id = 'way'")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("not lifted") });
    await expect(owner.query("delete from ringfence.ban_candidate where account_id = 'way'")).rejects.toMatchObject({ code: "RF001" });
    await owner.query("select ringfence.undo('ring', 'R-1', 'way-back', 'a mistake')");
    await tryAll("reversed");
    const { rows } = await owner.query("select concat_ws(' ', from_state, to_state) as step from ringfence.audit where account_id = 'way' order by audit_id");
    expect(rows.map((row) => row.step)).toEqual(["proposed", "proposed approved", "approved released", "released reversed"]);
  });

  test("what was proposed cannot be edited", async () => {
    await owner.query(`${insert} values ('N-0', 'past', 'R-1', 'watch', 1, '{}', '{}', 'proposed', '2026-01-01', null)`);
    const { rows } = await owner.query<{ column_name: string; data_type: string }>("select column_name, data_type from information_schema.columns where table_schema = 'ringfence' and table_name = 'ban_candidate' and column_name <> 'state'");
    expect(rows.length).toBeGreaterThan(10);
    const other: Record<string, string> = { "timestamp with time zone": "'2026-03-03'", "double precision": "0.5", integer: "7", boolean: "false", ARRAY: "'{other}'", jsonb: `'{"other": 1}'`, text: "'other'" };
    for (const { column_name, data_type } of rows) {
      // What a column's own check refuses is refused as well.
      await expect(owner.query(`update ringfence.ban_candidate set ${column_name} = ${other[data_type]} where account_id = 'past'`), column_name).rejects.toMatchObject({ code: expect.stringMatching(/^RF001|23514$/) });
    }
  });
});

describe("values that are refused", () => {
  const row = (more: Record<string, string>): string => {
    const cells = { run: "'N-0'", account: "'odd'", ring: "'R-1'", action: "'watch'", bits: "1", kinds: "'{device}'", reasons: "'{}'", state: "'proposed'", at: "'2026-01-01'", end: "null", ...more };
    return `${insert} values (${Object.values(cells).join(", ")})`;
  };
  test.each([
    ["NaN", row({ bits: "'NaN'" })],
    ["infinity", row({ bits: "'Infinity'" })],
    ["minus infinity", row({ bits: "'-Infinity'" })],
    ["a proposal at no time", row({ at: "'-infinity'" })],
    ["an end that never comes", row({ end: "'infinity'" })],
    ["an action off the ladder", row({ action: "'kill'" })],
    ["no such state", row({ state: "'maybe'" })],
    ["a control character in the summary", row({ reasons: `'{"summary": "Acts \\u001b[2J as one"}'` })],
    ["text turned round in the summary", row({ reasons: `'{"summary": "Acts \\u202e as one"}'` })],
    ["an over-long summary", row({ reasons: `jsonb_build_object('summary', repeat('x', 4001))` })],
    ["an over-long account", row({ account: "repeat('x', 100001)" })],
    ["reasons that are no object", row({ reasons: "'[]'" })],
    ["a decision with a control character", "select ringfence.decide_accounts('{past}', 'approve', e'fine\\r\\n')"],
    ["an over-long reason", "select ringfence.decide_accounts('{past}', 'approve', repeat('x', 501))"],
    ["an empty reason", "select ringfence.decide_accounts('{past}', 'approve', '')"],
    ["a mode that there is not", "select ringfence.set_mode('maximum', 'why')"],
    ["a cap of NaN", "select ringfence.set_caps('why', day_cap_share => 'NaN')"],
    ["a cap of infinity", "select ringfence.set_caps('why', release_cap_share => 'Infinity')"],
    ["a negative cap", "select ringfence.set_caps('why', release_cap => -1)"],
    ["a release id with a line end", "select ringfence.release(e'a\\nb')"],
    ["an allow-list entry that never ends in infinity", "select ringfence.allow_add('account', 'x', 'why', 'infinity')"],
    ["a consumer with a space", "select ringfence.feed_ack('a b', 0)"],
    ["an acknowledgement of what is not there", "select ringfence.feed_ack('a', 1000000)"],
  ])("%s", async (_, sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject(refused);
  });
});

describe("append-only, also for the owner", () => {
  const tables = ["audit", "decision", "release", "feed", "review", "overturned", "feed_epoch", "canary_draw", "ledger", "look", "set_aside"];
  test.each(tables.flatMap((table) => [[`update ringfence.${table} set ${({ audit: "change = 'x'", decision: "reason = 'x'", release: "kind = 'undo'", feed: "hash = repeat('0', 64)", review: "seed = 'x'", overturned: "reason = 'x'", feed_epoch: "reason = 'x'", canary_draw: "seed = 'x'", ledger: "about = 'look'", look: "account_id = 'x'", set_aside: "fault = 'x'" } as Record<string, string>)[table]}`], [`delete from ringfence.${table}`], [`truncate ringfence.${table} cascade`]]))("%s", async (sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("append-only") });
  });

  test("session_replication_role does not pass the guards by", async () => {
    await owner.query("set session_replication_role = replica");
    try {
      await expect(owner.query("delete from ringfence.audit")).rejects.toMatchObject({ code: "RF001" });
      await expect(owner.query("update ringfence.feed set account_id = 'other'")).rejects.toMatchObject({ code: "RF001" });
      await expect(owner.query("update ringfence.ban_candidate set state = 'released' where account_id = 'past'")).rejects.toMatchObject({ code: "RF001" });
    } finally {
      await owner.query("reset session_replication_role");
    }
  });

  test("the feed takes no row that does not follow, and its head no move of its own", async () => {
    await expect(owner.query("insert into ringfence.feed select seq + 1000, epoch, effect, account_id, action, reason_code, effective_at, expires_at, ring_id, 'C-999', release_id, statement, prev_hash, hash, basis from ringfence.feed limit 1")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("does not follow") });
    await owner.query("select ringfence.allow_add('account', 'somebody', 'a test')");
    for (const sql of ["update ringfence.feed_head set last_seq = last_seq + 1", "update ringfence.feed_head set last_hash = repeat('0', 64)", "delete from ringfence.feed_head", "truncate ringfence.feed_head", "truncate ringfence.enforcement", "delete from ringfence.allow_list", "update ringfence.allow_list set value = 'other'", "truncate ringfence.allow_list"]) {
      await expect(owner.query(sql), sql).rejects.toMatchObject({ code: "RF001" });
    }
  });

  test("truncating and deleting proposals leaves audit rows", async () => {
    await owner.query("update ringfence.ban_candidate set state = 'withdrawn' where account_id = 'past'");
    await owner.query("delete from ringfence.ban_candidate where account_id = 'past'");
    expect(await one(owner, "select from_state, to_state from ringfence.audit where account_id = 'past' order by audit_id desc limit 1")).toEqual({ from_state: "withdrawn", to_state: null });
    await expect(owner.query("delete from ringfence.ban_candidate where account_id = 'way'")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("was in force, is kept") });
    await owner.query("truncate ringfence.ban_candidate");
    expect(await one(owner, "select change from ringfence.audit order by audit_id desc limit 1")).toEqual({ change: "truncate" });
  });
});

test("what is in force is not proposed again; a stronger action is", async () => {
  await town.night(2, [candidate("held", { action: "restrict", expires_at: day(700) })]);
  await (await town.as("ana")).query("select ringfence.decide_accounts('{held}', 'approve', 'seen')");
  await owner.query("select ringfence.release('held-1')");
  await town.night(3, [candidate("held", { action: "restrict", expires_at: day(700) })]);
  expect(await town.states()).toEqual(["held released"]);
  await town.night(4, [candidate("held", { action: "ban" })]);
  expect(await town.states()).toEqual(["held released", "held proposed"]);
});

test("a database with proposals from before gets its cases; what was approved without decisions waits for them", async () => {
  const database = await testDatabase({ migrated: false });
  const client = await connect(database.url, "before");
  try {
    const folder = join(packageFolder, "sql", "postgres", "migrations");
    const before = Math.max(...readdirSync(folder).map((name) => Number.parseInt(name, 10)).filter((version) => version < 10));
    await client.query("create schema ringfence");
    await new Postgrator({ driver: "pg", schemaTable: "ringfence.schema_version", migrationPattern: join(folder, "*.sql"), newline: "LF", execQuery: (query) => client.query(query) }).migrate(String(before).padStart(3, "0"));
    await client.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version) values ('N-0', 'nightly', '2026-01-01', 'published', '2026-01-01', '2026-01-01', 'c', 'v')");
    await client.query("insert into ringfence.ring values ('R-1', 'N-0', 'N-0', 6, 100, 80, '{device}', 'active')");
    for (const [account, state] of [["ann", "approved"], ["ben", "withdrawn"], ["cat", "proposed"]]) {
      await client.query("insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at) values ('N-0', $1, 'R-1', 'ban', 1, '{}', '{}', $2, '2026-01-01')", [account, state]);
    }
    expect(await migrate(client)).toEqual({ from: before, to: schemaVersion() });
    const { rows } = await client.query("select account_id, state, case_id ~ '^C-[123]$' as cased, proposed_by = session_user as ours from ringfence.ban_candidate order by account_id");
    expect(rows).toEqual([["ann", "proposed"], ["ben", "withdrawn"], ["cat", "proposed"]].map(([account_id, state]) => ({ account_id, state, cased: true, ours: true })));
  } finally {
    await client.end();
    await database.drop();
  }
});

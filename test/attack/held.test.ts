import type { Client } from "pg";
import { afterAll, beforeAll, expect } from "vitest";
import { feedHash, feedRead } from "../../src/enforcement/feed.js";
import { candidate, openGates, openTown, people, reviewRing, userOf, type Person, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

// What held when it was first tried, and must go on holding.
let town: Town;
const ids = ["caf\u00e9", "cafe\u0301", "a'b\"c", "$(touch never)", "../../etc/passwd", "R-1' or true --", "\u202eevil", "line\nbreak", "{a,b}", "\\N"];
beforeAll(async () => {
  town = await openTown();
  await town.night(1, ids.map((id) => candidate(id)));
  for (const person of ["ana", "ben"] as const) await reviewRing(await town.as(person), "R-1");
  await openGates(town.owner, town);
  await town.owner.query("select ringfence.release('r1')");
});
afterAll(() => town.close());
const everybody = Object.keys(people) as Person[];
const who = { night: "the night's credential", detector: "the detector's credential", ana: "a reviewer", publisher: "a publisher", enforcer: "an enforcer", appeals: "who answers appeals", reader: "any database user" } as const;

for (const person of Object.keys(who) as (keyof typeof who)[]) {
  attack({ who: who[person], attack: `becomes another role, reads or writes tables, plants rules, triggers and event triggers, sets session_replication_role (as ${people[person]})`, by: "rights: tables are the owner's, nobody is a member of another" }, async () => {
    const client = await town.login(person);
    for (const sql of [
      "set role ringfence_owner", "set session authorization ringfence_test_ben", "set session_replication_role = replica", "alter table ringfence.feed disable trigger all", "create rule mine as on insert to ringfence.decision do instead nothing",
      "create event trigger mine on ddl_command_end execute function ringfence.refuse_change()", "insert into ringfence.audit (subject, change) values ('candidate', 'insert')", "insert into ringfence.decision (case_id, verdict, reason) values ('C-1', 'approve', 'x')",
      "update ringfence.enforcement set mode = 'on'", "delete from ringfence.feed", "truncate ringfence.audit", "select * from ringfence.secret", "copy ringfence.feed to program 'id'", "grant ringfence_publisher to current_user", "create function ringfence.mine() returns int language sql as 'select 1'",
      "comment on table ringfence.feed is 'mine'", "lock table ringfence.feed_head in share mode", "select lo_import('/etc/passwd')", "select pg_read_file('/etc/passwd')", "alter role ringfence_publisher createrole",
      ...(["ana", "publisher"] as const).filter((other) => other !== person).map((other) => `set role ${people[other]}`),
    ]) {
      const outcome = await client.query(`begin; ${sql}`).then(() => "done", (error: { code: string }) => error.code);
      await client.query("rollback");
      expect(["42501", "42883", "42P17", "42809", "42704"], `${sql}: ${outcome}`).toContain(outcome);
    }
  });
}

attack({ who: "any database user", attack: "tables, functions and operators of one's own, in pg_temp and public, before ours in search_path", by: "every function has its search_path pinned, with pg_temp last" }, async () => {
  for (const person of everybody) {
    const client = await town.as(person);
    await client.query("create temp table feed (seq bigint); create temp table feed_head (epoch uuid, last_seq bigint); create temp table ban_candidate (case_id text); create temp table enforcement (mode text); create function pg_temp.is_plain(text, integer) returns boolean language sql as 'select true'; create function pg_temp.session_user() returns text language sql as $$select 'ben'$$; set search_path = pg_temp, public, ringfence");
    const { rows } = await client.query<{ anchor: string }>("select (select row_to_json(one)::text from ringfence.anchor() as one) as anchor").catch(() => ({ rows: [] }));
    if (rows.length > 0) expect(JSON.parse(rows[0].anchor)).toMatchObject({ seq: ids.length });
  }
});

attack({ who: "a reviewer", attack: "approves an own proposal with a second role, and signs as somebody else", by: "the proposer's approval does not count; decided_by is who logged in" }, async () => {
  await town.owner.query(`grant ringfence_reviewer to ${userOf("detector")}`);
  try {
    const detector = await town.as("detector");
    await detector.query("select ringfence.propose($1)", [JSON.stringify([{ ...candidate("mine"), run_id: "N-1" }])]);
    await expect(detector.query("select ringfence.decide_accounts('{mine}', 'approve', 'mine')")).rejects.toMatchObject({ code: "RF001" });
    await detector.query("set role ringfence_reviewer");
    await expect(detector.query("select ringfence.decide_accounts('{mine}', 'approve', 'mine')")).rejects.toMatchObject({ code: "RF001" });
  } finally {
    await town.owner.query(`revoke ringfence_reviewer from ${userOf("detector")}`);
  }
  await expect(town.owner.query("insert into ringfence.decision (case_id, verdict, decided_by, reason) values ('C-1', 'approve', 'ana', 'forged')")).rejects.toMatchObject({ code: "23514" });
});

attack({ who: "a publisher", attack: "repeatable read and serializable: decides by what was", by: "any level but read committed is refused" }, async () => {
  const publisher = await town.as("publisher");
  for (const level of ["repeatable read", "serializable"]) {
    for (const sql of ["select ringfence.release('x')", "select ringfence.set_mode('off', 'x')", "select ringfence.set_caps('x', day_cap => 1)", "select ringfence.expire_due()"]) {
      await publisher.query(`begin isolation level ${level}`);
      await expect(publisher.query(sql), `${level}: ${sql}`).rejects.toMatchObject({ code: "RF001" });
      await publisher.query("rollback");
    }
  }
});

attack({ who: "an enforcer", attack: "another hash by zones, date styles, float digits, client encodings, NFC and NFD ids", by: "the text of a row is the same under every setting" }, async () => {
  const wanted = (await feedRead(town.owner, 0, 100)).map((row) => [row.account_id, row.hash]);
  expect(wanted.map(([id]) => id).sort()).toEqual([...ids].sort());
  for (const setting of ["timezone = 'Pacific/Kiritimati'", "datestyle = 'German, DMY'", "intervalstyle = 'iso_8601'", "extra_float_digits = -15", "bytea_output = 'escape'", "standard_conforming_strings = off", "escape_string_warning = off", "client_encoding = 'UTF8'", "lc_numeric = 'C'", "xmloption = 'content'"]) {
    const client = await town.as("enforcer");
    await client.query(`set ${setting}`);
    const rows = await feedRead(client, 0, 100);
    expect(rows.map((row) => [row.account_id, row.hash]), setting).toEqual(wanted);
    for (const row of rows) expect(feedHash(row), setting).toBe(row.hash);
  }
  // Where letters would be sent in another encoding (some have no place in it), the hash is that of the same text.
  const hexed = async (client: Client): Promise<unknown[]> => (await client.query("select encode(convert_to(account_id, 'UTF8'), 'hex') as id, hash from ringfence.feed_read(0, 100)")).rows;
  const [utf8, other] = [await hexed(town.owner), await town.as("enforcer")];
  for (const encoding of ["LATIN1", "WIN1252", "KOI8R", "EUC_JP", "SJIS", "SQL_ASCII"]) {
    await other.query(`set client_encoding = '${encoding}'`);
    expect(await hexed(other), encoding).toEqual(utf8);
  }
  // And when written under them.
  await town.owner.query("set timezone = 'Asia/Kathmandu'; set datestyle = 'SQL, DMY'; set extra_float_digits = -15; set bytea_output = 'escape'");
  await town.owner.query("select ringfence.undo('account', $1, 'u1', 'a test')", [ids[0]]);
  await town.owner.query("reset all");
  for (const row of await feedRead(town.owner, ids.length, 10)) expect(feedHash(row)).toBe(row.hash);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { consumeToEnd, hearReleases } from "../../src/enforcement/consume.js";
import { feedHash, feedRead, type FeedRow, type Position } from "../../src/enforcement/feed.js";
import { connect } from "../../src/postgres/connect.js";
import { handOver, toDatabase } from "../../src/enforcement/receiver.js";
import { run, type Outcome } from "../cli/command-line.js";
import { candidate, many, one, openGates, openTown, reviewRing, userOf, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

let town: Town;
let owner: Client;
let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "ringfence-attack-"));
  town = await openTown();
  owner = town.owner;
  await town.night(1, [...many(8), candidate("lone", { ring_id: "R-2" })]);
  await reviewRing(await town.as("ana"), "R-1");
  await reviewRing(await town.as("ben"), "R-1");
  await openGates(owner, town);
  await owner.query("select ringfence.release('r1')");
});
afterEach(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});
/** What a consumer that verifies does with all that is there. */
const consume = async (options: { approvers?: ReadonlySet<string> } = {}): Promise<number> => {
  let seen = 0;
  const receiver = handOver(join(home, "consumer.journal"), async () => void (seen += 1), new AbortController().signal);
  try {
    await consumeToEnd({ client: owner, consumer: "c", receiver, batch: 100, ...options });
  } finally {
    await receiver.close();
  }
  return seen;
};
const cli = (...argv: string[]): Promise<Outcome> => run(home, argv, { env: { DATABASE_URL: town.database.url } });
const halted = { code: "GUARDRAIL" };
/** The whole feed with every hash made anew, as whoever owns the tables can. */
async function rewrite(change: (row: FeedRow) => void): Promise<void> {
  const rows = await feedRead(owner, 0, 1000);
  await owner.query("alter table ringfence.feed disable trigger append_only");
  let before = "0".repeat(64);
  for (const row of rows) {
    change(row);
    row.prev_hash = before;
    row.hash = before = feedHash(row);
    await owner.query("update ringfence.feed set account_id = $2, basis = $3, prev_hash = $4, hash = $5 where seq = $1", [row.seq, row.account_id, row.basis, row.prev_hash, row.hash]);
  }
  await owner.query("alter table ringfence.feed enable always trigger append_only; alter table ringfence.feed_head disable trigger user");
  await owner.query("update ringfence.feed_head set last_hash = $1", [before]);
  await owner.query("alter table ringfence.feed_head enable always trigger guard_feed_head; alter table ringfence.feed_head enable always trigger keep_feed_head");
}

attack({ who: "the night's credential", attack: "replaces a function, disables a trigger, plants one, alters a table, takes the schema", by: "the schema belongs to a role that nobody logs in as" }, async () => {
  const night = await town.login("night");
  for (const sql of [
    "create or replace function ringfence.approved_among(cases text[]) returns setof text language sql as 'select unnest(cases)'", "alter table ringfence.feed disable trigger append_only", "drop trigger guard_state on ringfence.ban_candidate",
    "create function pg_temp.sign() returns trigger language plpgsql as 'begin return new; end'; create trigger sign before insert on ringfence.decision for each row execute function pg_temp.sign()",
    "alter table ringfence.audit alter column actor type text using 'somebody else'", "alter table ringfence.decision drop constraint decision_decided_by_check", "alter schema ringfence owner to current_user", "set role ringfence_owner",
    "create table ringfence.mine ()", "grant ringfence_reviewer to current_user", "alter function ringfence.release(text, text, integer, text) owner to current_user", "drop table ringfence.ledger", "reassign owned by ringfence_owner to current_user",
  ]) await expect(night.query(sql), sql).rejects.toMatchObject({ code: "42501" });
  expect((await owner.query("select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = 'ringfence' union select pg_get_userbyid(relowner) from pg_class where relnamespace = 'ringfence'::regnamespace union select pg_get_userbyid(proowner) from pg_proc where pronamespace = 'ringfence'::regnamespace")).rows).toEqual([{ owner: "ringfence_owner" }]);
});

attack({ who: "the night's credential", attack: "approves, releases, or decides about what it proposed, by tables and by functions", by: "it may insert proposals and end its own, nothing else" }, async () => {
  const night = await town.login("night");
  for (const sql of [
    "update ringfence.ban_candidate set state = 'approved' where account_id = 'lone'", "insert into ringfence.decision (case_id, verdict, decided_by, reason) values ('C-9', 'approve', 'ana', 'mine')", "select ringfence.decide_accounts('{lone}', 'approve', 'mine')",
    "select ringfence.release('mine')", "insert into ringfence.feed select * from ringfence.feed", "update ringfence.enforcement set day_cap = 1000000", "select ringfence.set_caps('mine', day_cap => 1000000)", "select ringfence.append_effects('apply', '{C-9}', 'x', 'coordinated_ring', now())",
    "insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, proposed_by) values ('N-1', 'x', 'R-1', 'ban', 1, '{device}', '{}', 'proposed', now(), 'ana')", "delete from ringfence.audit", "select * from ringfence.secret",
    "update ringfence.review set sample = '{}'", "insert into ringfence.look (review_id, account_id, looked_by) values (1, 'a', 'ana')", "update ringfence.trace_kind set kind = 'x'",
  ]) await expect(night.query(sql), sql).rejects.toMatchObject({ code: "42501" });
  await expect(night.query("delete from ringfence.ban_candidate where account_id = 'lone'")).rejects.toMatchObject({ code: "RF001" });
  expect(await town.feed()).toHaveLength(8);
});

attack({ who: "the owner", attack: "replaces the rule, releases a ban alone, and puts the rule back", by: "the feed says by whom an effect is approved; consumers halt" }, async () => {
  await consume();
  const { rows } = await owner.query<{ definition: string }>("select pg_get_functiondef('ringfence.approved_among'::regproc) as definition");
  await owner.query("create or replace function ringfence.approved_among(cases text[]) returns setof text language sql as 'select unnest(cases)'");
  await owner.query("update ringfence.ban_candidate set state = 'approved' where account_id = 'lone'");
  await owner.query("select ringfence.release('alone')");
  await owner.query(rows[0].definition);
  expect(await town.feed()).toHaveLength(9);
  await expect(consume()).rejects.toMatchObject({ ...halted, message: expect.stringContaining("is a ban with the approvals of 0 who count") });
});

attack({ who: "the owner", attack: "releases a ban under a row that says nothing about approvals, as rows of earlier versions do", by: "after a row with a basis none comes without" }, async () => {
  await consume();
  await owner.query("alter table ringfence.feed drop constraint feed_basis_given");
  const { rows } = await owner.query<{ definition: string }>("select pg_get_functiondef('ringfence.append_effects'::regproc) as definition");
  await owner.query(rows[0].definition.replace("line.basis := the_case.basis", "line.basis := null"));
  await reviewRing(await town.as("ana"), "R-2");
  await reviewRing(await town.as("ben"), "R-2");
  await owner.query("select ringfence.release('bare')");
  await expect(consume()).rejects.toMatchObject({ ...halted, message: expect.stringContaining("does not say what it rests on") });
});

attack({ who: "the owner", attack: "signs in the names of people who do not exist, or who may not approve", by: "the consumer's own list of approvers, out of the database's reach" }, async () => {
  await consume({ approvers: new Set([userOf("ana"), userOf("ben")]) });
  await owner.query("alter table ringfence.decision drop constraint decision_decided_by_check; insert into ringfence.decision (case_id, verdict, decided_by, reason) select case_id, 'approve', name, 'forged' from ringfence.ban_candidate, unnest('{ghost1,ghost2}'::text[]) as name where account_id = 'lone'");
  await owner.query("update ringfence.ban_candidate set state = 'approved' where account_id = 'lone'");
  await owner.query("select ringfence.release('ghosts')");
  await expect(consume({ approvers: new Set([userOf("ana"), userOf("ben")]) })).rejects.toMatchObject({ ...halted, message: expect.stringContaining("approvals of 0 who count") });
});

attack({ who: "the owner", attack: "rewrites audit (alter column … using), decisions, reviews and looks", by: "the ledger: feed verify names the rows" }, async () => {
  expect(await cli("feed", "verify")).toMatchObject({ code: 0, out: expect.stringMatching(/8 rows fit together\.\n\d+ links of the ledger fit together/) });
  for (const sql of [
    "alter table ringfence.audit alter column account_id type text using replace(account_id, 'a000001', 'other')", "alter table ringfence.decision drop constraint decision_decided_by_check; alter table ringfence.decision alter column decided_by type text using 'not ' || decided_by",
    "alter table ringfence.look alter column account_id type text using 'a000001'", "alter table ringfence.review drop constraint review_opened_by_check; alter table ringfence.review disable trigger append_only; update ringfence.review set radius = '{}'; alter table ringfence.review enable always trigger append_only",
    "alter table ringfence.decision disable trigger append_only; delete from ringfence.decision where decision_id = 3; alter table ringfence.decision enable always trigger append_only",
  ]) {
    const copy = await openTown();
    try {
      await copy.night(1, many(8));
      for (const person of ["ana", "ben"] as const) await reviewRing(await copy.as(person), "R-1");
      await copy.owner.query(sql);
      expect(await run(home, ["feed", "verify"], { env: { DATABASE_URL: copy.database.url } }), sql).toMatchObject({ code: 5, err: expect.stringMatching(/rows \d+ to \d+ of ringfence\.\w+ are not what link \d+ was made of/) });
    } finally {
      await copy.close();
    }
  }
});

attack({ who: "the owner", attack: "rewrites the whole feed, with all hashes made anew", by: "any anchor outside the database: a consumer's position, a file, a webhook" }, async () => {
  await consume();
  const file = join(home, "anchors.jsonl");
  expect((await cli("feed", "anchor", "--file", file)).code).toBe(0);
  const heard: string[] = [];
  const server = createServer((request, response) => request.on("data", (text: Buffer) => heard.push(text.toString())).on("end", () => response.end()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  expect((await cli("feed", "anchor", "--webhook", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`)).code).toBe(0);
  await new Promise((resolve) => server.close(resolve));
  expect(JSON.parse(heard.join(""))).toEqual(Object.fromEntries(Object.entries(JSON.parse(readFileSync(file, "utf8")) as object).filter(([name]) => name !== "at")));
  await rewrite((row) => void (row.account_id = row.account_id === "a000001" ? "framed" : row.account_id));
  // By itself it fits together.
  expect(await cli("feed", "verify")).toMatchObject({ code: 0 });
  expect(await cli("feed", "verify", "--anchors", file)).toMatchObject({ code: 5, err: expect.stringContaining("another past than the anchor at 8") });
  await expect(consume()).rejects.toMatchObject({ ...halted, message: expect.stringContaining("another past") });
});

attack({ who: "the owner", attack: "rewrites decisions and the whole ledger, with all hashes made anew", by: "every row of the feed says where the ledger stood" }, async () => {
  const file = join(home, "anchors.jsonl");
  await cli("feed", "anchor", "--file", file);
  await owner.query(`alter table ringfence.decision drop constraint decision_decided_by_check; alter table ringfence.decision disable trigger append_only; update ringfence.decision set reason = 'rewritten'; alter table ringfence.decision enable always trigger append_only;
    alter table ringfence.ledger disable trigger append_only; delete from ringfence.ledger; alter table ringfence.ledger enable always trigger append_only`);
  await owner.query(`do $$ declare about text; first_id bigint; last_id bigint; lines text; begin
    set local timezone = 'UTC';
    foreach about in array array['audit', 'review', 'look', 'decision'] loop
      execute format('select min(%1$I), max(%1$I), string_agg(to_jsonb(one)::text, e''\\n'' order by %1$I) from ringfence.%2$I as one', about || '_id', about) into first_id, last_id, lines;
      perform ringfence.ledger_add(about, first_id, last_id, lines);
    end loop; end $$`);
  expect(await cli("feed", "verify")).toMatchObject({ code: 5, err: expect.stringContaining("The ledger has another past than the feed says") });
  expect(await cli("feed", "verify", "--anchors", file)).toMatchObject({ code: 5, err: expect.stringContaining("The ledger has another past than the anchor") });
});

attack({ who: "the owner", attack: "takes the end of the feed or of the ledger away", by: "the head, the anchors and every consumer's position" }, async () => {
  await consume();
  const file = join(home, "anchors.jsonl");
  await cli("feed", "anchor", "--file", file);
  await owner.query("alter table ringfence.ledger disable trigger append_only; delete from ringfence.ledger where link_id > 2");
  expect(await cli("feed", "verify", "--anchors", file)).toMatchObject({ code: 5, err: expect.stringContaining("it ends before") });
  await owner.query("alter table ringfence.feed disable trigger append_only; delete from ringfence.feed where seq > 5; alter table ringfence.feed_head disable trigger user; update ringfence.feed_head set last_seq = 5, last_hash = (select hash from ringfence.feed where seq = 5)");
  await expect(consume()).rejects.toMatchObject(halted);
});

attack({ who: "the owner", attack: "claims another version: an anchor file that was cut or edited", by: "a line that is no anchor is refused" }, async () => {
  const file = join(home, "anchors.jsonl");
  writeFileSync(file, '{"seq": "8"}\n');
  expect(await cli("feed", "verify", "--anchors", file)).toMatchObject({ code: 2, err: expect.stringContaining("is no anchor") });
});

attack({ who: "an enforcer", attack: "acknowledges under another's name, so that nobody sees that bans do not arrive", by: "a name is its first user's" }, async () => {
  const enforcer = await town.as("enforcer");
  await enforcer.query("select ringfence.feed_ack('bans', 2)");
  await owner.query(`grant ringfence_enforcer to ${userOf("reader")}`);
  try {
    const other = await town.as("reader");
    await expect(other.query("select ringfence.feed_ack('bans', 8)")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("is that of the database user") });
    await expect(other.query("select ringfence.consumer_lock('bans')")).rejects.toMatchObject({ code: "RF001" });
    // Nor in the moment in which its first user takes it.
    await enforcer.query("begin; select ringfence.feed_ack('new', 2)");
    const meanwhile = other.query("select ringfence.feed_ack('new', 8)").then(() => "taken", (error: { code: string }) => error.code);
    await owner.query("select pg_sleep(0.3)");
    await enforcer.query("commit");
    expect(await meanwhile).toBe("RF001");
    expect(await one(owner, "select acked_by, seq::int from ringfence.feed_consumer where consumer = 'new'")).toEqual({ acked_by: userOf("enforcer"), seq: 2 });
  } finally {
    await owner.query(`revoke ringfence_enforcer from ${userOf("reader")}`);
  }
});

attack({ who: "the owner", attack: "lifts without a trace: a lift that is told ahead, and taken away before its row is in the feed", by: "a consumer waits for the row of what it lifted ahead, and halts where it does not come" }, async () => {
  const lines: string[] = [];
  const receivers = [handOver(join(home, "ahead.journal"), async ({ body }) => void lines.push(body), new AbortController().signal), await toDatabase(await connect(town.database.url, "applies"), "own")];
  const consumed = (at: number): Promise<unknown> => consumeToEnd({ client: owner, consumer: `c${at}`, receiver: receivers[at], batch: 100 });
  try {
    for (const at of [0, 1]) await consumed(at);
    await owner.query("insert into ringfence.urgent (what, request, reason, cases) select 'undo', '{\"what\": \"account\", \"subject\": \"x\", \"id\": \"mine\"}', 'mine', array[case_id] from ringfence.feed where seq = 1");
    for (const at of [0, 1]) await consumed(at);
    expect(lines.filter((line) => line.includes('"effect":"lift"'))).toHaveLength(1);
    await owner.query("alter table ringfence.urgent disable trigger append_only; delete from ringfence.urgent; alter table ringfence.urgent enable always trigger append_only");
    for (const at of [0, 1]) await expect(consumed(at)).rejects.toMatchObject({ code: "GUARDRAIL", message: expect.stringContaining("was lifted ahead of its row") });
  } finally {
    for (const receiver of receivers) await receiver.close();
  }
});

attack({ who: "any database user", attack: "sends made-up notifications without end, or none arrive", by: "they are a hint, one a second: what is applied is what was read and verified" }, async () => {
  const stranger = await town.login("reader");
  const releases = await hearReleases(owner);
  const { signal } = new AbortController();
  let sent = 0;
  let woken = 0;
  const end = performance.now() + 3000;
  const flood = (async () => {
    for (; performance.now() < end; sent += 1) await stranger.query("select pg_notify('ringfence_feed', $1)", [sent % 2 === 0 ? "999999" : "\u001b]0;x"]);
  })();
  for (; performance.now() < end; woken += 1) await releases.wait(60, signal);
  await flood;
  expect(sent).toBeGreaterThan(50);
  expect(woken).toBeLessThan(6);
  // Nobody hears anything, and it is looked all the same.
  await owner.query("unlisten *");
  await releases.wait(1.1, signal);
  expect(await consume()).toBe(8);
  const position = JSON.parse(readFileSync(join(home, "consumer.journal"), "utf8").trim().split("\n").at(-1)!) as { done: Position };
  expect(position.done.seq).toBe(8);
});

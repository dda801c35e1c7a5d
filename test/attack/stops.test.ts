import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { consumeToEnd } from "../../src/enforcement/consume.js";
import { handOver, toCommand, toDatabase } from "../../src/enforcement/receiver.js";
import { connect } from "../../src/postgres/connect.js";
import { candidate, many, one, openGates, openTown, type Town } from "../enforcement/town.js";
import { startStock, stockBinaries } from "../stock-server.js";
import { attack } from "./attack.js";

// What Postgres itself does not interrupt: the distance of two long paths. Whoever computes it hears nothing, not even that they are to end.
let town: Town;
let home: string;
beforeEach(async () => {
  town = await openTown();
  home = mkdtempSync(join(tmpdir(), "ringfence-stops-"));
  await town.night(1, many(12));
  await town.approveAll();
  await openGates(town.owner, town);
  await town.owner.query("select ringfence.release('r0', most => 6)");
});
afterEach(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};
const path = (points: number, bend = points): string => `(select ('(' || string_agg(format('(%s,%s)', n, n % ${bend}), ',') || ')')::path from generate_series(1, ${points}) as n)`;
/** Half a minute; ends by itself. */
const deaf = `select ${path(5500)} <-> ${path(5500, 7)}`;
const pidOf = async (client: Client): Promise<number> => Number((await one(client, "select pg_backend_pid() as pid")).pid);
const isBusy = async (pid: number): Promise<boolean> => (await town.owner.query("select from pg_stat_activity where pid = $1 and state = 'active' and wait_event is null", [pid])).rows.length > 0;
const mode = (): Promise<Record<string, unknown>> => one(town.owner, "select mode, changed_by, reason from ringfence.enforcement_state()");
const stopped = { mode: "off", changed_by: "ringfence_test_second", reason: "stop" };
const endQuietly = (client: Client): void => void client.on("error", () => {});

attack({ who: "a reviewer", attack: "holds the lock on cases in a computation that the server does not interrupt: off, undo and lifts wait for it", by: "off and lifts told ahead are rows that are only inserted; whoever has the lock next carries them out, in the name of who asked" }, async () => {
  // One that is over when it is asked.
  const over = new Date(Date.now() + 8000);
  await town.night(2, [...many(12), candidate("timed", { ring_id: "R-2", action: "restrict", expires_at: over })]);
  await town.approveAll();
  expect(await one(town.owner, "select outcome from ringfence.release('r1', ring => 'R-2')")).toEqual({ outcome: "released" });
  await town.owner.query("select pg_sleep(greatest(0, extract(epoch from $1::timestamptz - clock_timestamp())))", [over]);
  const ana = await town.login("ana");
  endQuietly(ana);
  const pid = await pidOf(ana);
  await ana.query("begin");
  await ana.query("select * from ringfence.open_review('R-1')");
  const computed = ana.query(deaf).then(() => "computed", () => "ended");
  while (!(await isBusy(pid))) await town.owner.query("select pg_sleep(0.05)");
  const [publisher, appeals, night] = [await town.login("second"), await town.login("appeals"), await town.login("night")];
  expect(await seconds(() => publisher.query("select ringfence.set_mode('off', 'stop')"))).toBeLessThan(3);
  expect(await mode()).toEqual(stopped);
  let undone: Record<string, unknown> = {};
  const [undoSeconds, expireSeconds] = await Promise.all([
    seconds(async () => (undone = await one(appeals, "select outcome, lifted, message from ringfence.undo('account', 'a000001', 'u1', 'an appeal', allow => true)"))),
    seconds(() => night.query("select ringfence.expire_due()")),
  ]);
  expect([undoSeconds < 12, expireSeconds < 12, await isBusy(pid)]).toEqual([true, true, true]);
  expect(undone).toEqual({ outcome: "ahead", lifted: "1", message: expect.stringContaining(`Postgres process ${pid} of the database user ringfence_test_ana`) });
  // The same question again is the same.
  expect(await one(appeals, "select outcome from ringfence.undo('account', 'a000001', 'u1', 'an appeal', allow => true)")).toEqual({ outcome: "ahead" });
  // A consumer lifts now, once, and again when the row comes.
  const consume = async (): Promise<string[]> => {
    const receiver = handOver(join(home, "consumer.journal"), toCommand(`cat >> '${home}/seen'`, () => {}), new AbortController().signal);
    try {
      for (const _ of [1, 2]) await consumeToEnd({ client: town.owner, consumer: "c", receiver, batch: 100 });
    } finally {
      await receiver.close();
    }
    return readFileSync(join(home, "seen"), "utf8").trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ effect }) => effect === "lift").map(({ account_id, reason_code, key }) => `${String(account_id)} ${String(reason_code)} ${String(key).replace(/^[0-9a-f-]{36}/, "E")}`);
  };
  const cases = Object.fromEntries((await town.owner.query<{ account_id: string; case_id: string }>("select account_id, case_id from ringfence.ban_candidate")).rows.map((row) => [row.account_id, row.case_id]));
  const ahead = [`timed expired E:ahead:${cases.timed}`, `a000001 undone_account E:ahead:${cases.a000001}`];
  expect((await consume()).sort()).toEqual([...ahead].sort());
  const database = await toDatabase(await connect(town.database.url, "applies"), "own");
  for (const _ of [1, 2]) await consumeToEnd({ client: town.owner, consumer: "own", receiver: database, batch: 100 });
  await database.close();
  expect((await town.owner.query("select account_id from ringfence_applied_ahead order by 1")).rows).toEqual([{ account_id: "a000001" }, { account_id: "timed" }]);

  expect(await computed).toBe("ended");
  // Whoever has the lock next writes down what was asked, and is not taken for who asked.
  await (await town.login("ben")).query("select ringfence.allow_add('account', 'somebody', 'a friend')");
  expect(await mode()).toEqual(stopped);
  expect((await town.feed()).slice(7).map((line) => line.split(" ").slice(1).join(" ")).sort()).toEqual(["lift a000001 ban undone_account", "lift timed restrict expired"]);
  expect((await town.owner.query("select distinct basis::jsonb ->> 'lifted_by' as who from ringfence.feed where account_id = 'a000001' and effect = 'lift'")).rows).toEqual([{ who: "ringfence_test_appeals" }]);
  expect((await town.owner.query("select author from ringfence.allow_list where value = 'a000001'")).rows).toEqual([{ author: "ringfence_test_appeals" }]);
  expect((await town.owner.query("select from ringfence.lifts_ahead()")).rows).toEqual([]);
  expect((await town.owner.query("select detail ->> 'what' as what, detail ->> 'asked_by' as who from ringfence.audit where change = 'urgent' order by audit_id")).rows.filter(({ what }) => what !== "expire")).toEqual([{ what: "off", who: "ringfence_test_second" }, { what: "undo", who: "ringfence_test_appeals" }]);
  expect((await consume()).length).toBe(4);
});

/** What an in-flight release might put between its last question and its commit. */
const between: [string, string[], RegExp][] = [
  ["constraints asked before the commit (all)", ["set constraints all immediate"], /constraints that are asked before its commit/],
  ["constraints asked before the commit (by name)", ["set constraints ringfence.held_against_stops immediate"], /constraints that are asked before its commit/],
  ["a constraint of a table of its own, checked at the commit for minutes", [
    "create temp table slow (id int, p path, q path, exclude using btree ((p <-> q) with =) deferrable initially deferred)", `insert into slow select 1, p, p from ${path(2)} as one (p)`, `insert into slow select 2, p, p from ${path(1500, 7)} as one (p)`, "delete from slow where id = 1",
  ], /the relation /],
  ["a cursor that is kept", [`declare kept cursor with hold for select ${path(1500)} <-> ${path(1500, 7)}`], /a cursor that is kept/],
  ["a trigger of a table of its own", [
    "create function pg_temp.slow() returns trigger language plpgsql as 'begin perform pg_sleep(3); return null; end'", "create temp table mine (n int)", "create constraint trigger slow after insert on mine deferrable initially deferred for each row execute function pg_temp.slow()", "insert into mine values (1)",
  ], /the relation /],
];
for (const [what, statements, told] of between) {
  attack({ who: "a publisher", attack: `a release that commits after off has returned, because its commit takes as long as it likes: ${what}`, by: "a release is alone in its transaction, and asks for stops last" }, async () => {
    const publisher = await town.login("publisher");
    endQuietly(publisher);
    await publisher.query("begin");
    await publisher.query("select ringfence.release('late')");
    let refused: string | undefined;
    for (const statement of statements) await publisher.query(statement).catch((error: Error) => (refused ??= error.message));
    const outcome = publisher.query("commit").then(() => refused ?? "committed", (error: Error) => error.message);
    // In the middle of its commit, where that takes its time.
    await town.owner.query("select pg_sleep(0.3)");
    expect(await seconds(async () => (await town.login("second")).query("select ringfence.set_mode('off', 'stop')"))).toBeLessThan(3);
    const then = (await town.feed()).length;
    expect(await outcome).toMatch(told);
    expect([(await town.feed()).length, then]).toEqual([6, 6]);
    expect(await mode()).toEqual(stopped);
    // Without it the same release leaves, when the mode lets it.
    await town.owner.query("select ringfence.set_mode('on', 'again')");
    await publisher.query("rollback");
    expect(await one(publisher, "select outcome from ringfence.release('late')")).toEqual({ outcome: "released" });
  });
}

/** What the server itself does at a commit, after its last question: it writes what the session notifies, in whatever time that takes, and waits for others that write. */
/** Waits until somebody holds a lock, for a moment. */
const held = async (which: string): Promise<void> => {
  for (let asked = 0; asked < 3000 && (await town.owner.query(`select from pg_locks where granted and ${which}`)).rows.length === 0; asked += 1);
};
const lastQuestion = "relation = 'ringfence.commit_probe'::regclass and mode = 'RowShareLock'";
const notifying = "locktype = 'object' and classid = 'pg_database'::regclass and objid = 0";
const notify = (count: number): string => `select count(pg_notify('c', n || repeat('x', 7900))) from generate_series(1, ${count}) as n`;
attack({ who: "a publisher", attack: "a release that commits after off has returned, because its commit takes as long as it likes: half a gigabyte of notifications of its own", by: "off waits for releases that have asked for the last time, and ends those that wait for something" }, async () => {
  const [publisher, second] = [await town.login("publisher"), await town.login("second")];
  endQuietly(publisher);
  await publisher.query("begin; select ringfence.release('late')");
  await publisher.query(notify(60_000));
  const outcome = publisher.query("commit").then(() => "committed", (error: Error) => error.message);
  await held(lastQuestion);
  await second.query("select ringfence.set_mode('off', 'stop')");
  const then = (await town.feed()).length;
  await outcome;
  expect((await town.feed()).length).toBe(then);
  expect(await mode()).toEqual(stopped);
});

attack({ who: "any database user", attack: "keeps a publisher's release at its commit, behind a commit with gigabytes of notifications, until off has returned", by: "off waits for releases that have asked for the last time, and ends those that wait for something" }, async () => {
  const [stranger, publisher, second] = [await town.login("reader"), await town.login("publisher"), await town.login("second")];
  endQuietly(publisher);
  await stranger.query("begin");
  await stranger.query(notify(150_000));
  await publisher.query("begin; select ringfence.release('late'); select pg_notify('c', 'mine too')");
  const written = stranger.query("commit");
  await held(notifying);
  const outcome = publisher.query("commit").then(() => "released", (error: Error) => error.message);
  await held(lastQuestion);
  // Where the stranger writes for longer than a second, the release waits for it when it is told to end.
  await second.query("select ringfence.set_mode('off', 'stop')");
  const then = (await town.feed()).length;
  const left = (await outcome) === "released" ? 12 : 6;
  await written;
  expect([(await town.feed()).length, then]).toEqual([left, left]);
  expect(await mode()).toEqual(stopped);
});

attack({ who: "a publisher", attack: "switches off thousands of times while the lock is held, so that whoever has it next writes for minutes and lifts wait", by: "stops are settled together" }, async () => {
  const [ana, second, appeals] = [await town.login("ana"), await town.login("second"), await town.login("appeals")];
  await ana.query("begin; select * from ringfence.open_review('R-1')");
  await second.query("select ringfence.set_mode('off', 'stop')");
  // As it would be after an hour.
  await town.owner.query("insert into ringfence.urgent (what, reason, asked_by) select 'off', 'stop', 'ringfence_test_second' from generate_series(1, 5000)");
  await ana.query("rollback");
  expect(await seconds(() => appeals.query("select ringfence.undo('account', 'a000001', 'u1', 'an appeal')"))).toBeLessThan(5);
  expect(await mode()).toEqual(stopped);
  expect(await one(town.owner, "select (select count(*)::int from ringfence.open_urgent()) as open, (select count(*)::int from ringfence.audit where change = 'urgent') as told")).toEqual({ open: 0, told: 5001 });
});

attack({ who: "a publisher", attack: "releases race with off, a hundred times: one commits after off has returned", by: "off is announced before it waits; releases ask for it last" }, async () => {
  await town.owner.query("select ringfence.set_mode('shadow', 'first')");
  await town.night(2, many(800));
  await town.owner.query("alter table ringfence.ban_candidate disable trigger user; update ringfence.ban_candidate set state = 'approved' where state = 'proposed'; insert into ringfence.decision (case_id, verdict, reason) select case_id, 'approve', 'made' from ringfence.ban_candidate where state = 'approved' and case_id not in (select case_id from ringfence.decision); alter table ringfence.ban_candidate enable trigger user");
  const [first, other, second] = [await town.login("publisher"), await town.login("publisher"), await town.login("second")];
  let [late, released, refused, going] = [0, 0, 0, true];
  const length = async (): Promise<number> => Number((await one(town.owner, "select count(*) as n from ringfence.feed")).n);
  const releasing = [first, other].map(async (client, which) => {
    for (let n = 0; going; n += 1) {
      await client.query(`select ringfence.release('s${which}-${n}', most => 1)`).then(() => (released += 1), () => (refused += 1));
    }
  });
  for (let round = 0; round < 100; round += 1) {
    await second.query("select ringfence.set_mode('on', 'again')");
    await town.owner.query("select pg_sleep(random() * 0.02)");
    await second.query("select ringfence.set_mode('off', 'stop')");
    const then = await length();
    await town.owner.query("select pg_sleep(0.02)");
    late += (await length()) - then;
  }
  going = false;
  await Promise.all(releasing);
  expect(late).toBe(0);
  expect([released > 20, refused > 0, (await length()) > 20]).toEqual([true, true, true]);
});

attack({ who: "a publisher", attack: "switches off in a transaction that stays open: nobody can release, and nobody sees who it is", by: "a release says whose transaction it is; it takes back nothing that has left" }, async () => {
  const second = await town.login("second");
  await town.owner.query("begin; select ringfence.lock_cases()");
  await second.query("begin");
  await second.query("select ringfence.set_mode('off', 'stop')");
  await town.owner.query("rollback");
  const publisher = await town.login("publisher");
  await expect(publisher.query("select ringfence.release('r1')")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("of the database user ringfence_test_second") });
  await second.query("rollback");
  expect(await one(publisher, "select outcome from ringfence.release('r1')")).toEqual({ outcome: "released" });
});

attack({ who: "a publisher", attack: "prepares a release for a commit in two phases, where the server allows it, and commits it after off; a reviewer prepares a transaction that holds the lock, which no session stands behind", by: "a release is alone in its transaction, of one phase; off waits for nobody" }, async () => {
  if (stockBinaries() === undefined) return;
  const before = process.env.TEST_DATABASE_URL;
  const server = await startStock({ fsync: "off", max_prepared_transactions: "5" });
  process.env.TEST_DATABASE_URL = server.url;
  const other = await openTown();
  try {
    await other.night(1, many(6));
    await other.approveAll();
    await openGates(other.owner, other);
    const publisher = await other.login("publisher");
    for (const prepare of ["prepare transaction 'x'", "/* x */ PREPARE\n/**/\ntransaction 'x'", `/* ${"x".repeat(3000)} */ prepare transaction 'x'; select 1`]) {
      await publisher.query("begin; select ringfence.release('r1')");
      await expect(publisher.query(prepare)).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("a commit in two phases") });
      await publisher.query("rollback");
    }
    await (await other.login("ana")).query("begin; select * from ringfence.open_review('R-1'); prepare transaction 'y'");
    const second = await other.login("second");
    expect(await seconds(() => second.query("select ringfence.set_mode('off', 'stop')"))).toBeLessThan(3);
    expect(await one(other.owner, "select mode from ringfence.enforcement_state()")).toEqual({ mode: "off" });
    await other.owner.query("rollback prepared 'y'");
    expect(await other.feed()).toEqual([]);
  } finally {
    await other.close();
    if (before === undefined) delete process.env.TEST_DATABASE_URL;
    else process.env.TEST_DATABASE_URL = before;
    await server.stop();
  }
});

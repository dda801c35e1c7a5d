import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { asOnlyConsumer } from "../../src/enforcement/consume.js";
import { release, undo } from "../../src/enforcement/releases.js";
import { connect } from "../../src/postgres/connect.js";
import { withRunLock } from "../../src/postgres/lock.js";
import { many, one, openGates, openTown, reviewRing, type Person, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

let town: Town;
beforeEach(async () => {
  town = await openTown();
  await town.night(1, many(12));
  await town.approveAll();
  await openGates(town.owner, town);
  await town.owner.query("select ringfence.release('r0', most => 6)");
});
afterEach(() => town.close());

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
};
/** Ended by an administrator's function: the session is gone. */
const isGone = async (client: Client): Promise<boolean> => client.query("select 1").then(() => false, () => true);

attack({ who: "any database user", attack: "takes the advisory locks that versions before this used, and everything waits", by: "locks are tables that only the roles may lock" }, async () => {
  const url = new URL(town.database.url);
  await town.owner.query("do $$ begin create role ringfence_test_anybody login password 'made-up'; exception when duplicate_object or unique_violation then null; end $$");
  [url.username, url.password] = ["ringfence_test_anybody", "made-up"];
  const anybody = await connect(url.href, "anybody");
  try {
    await anybody.query("begin");
    for (const lock of ["hashtext('ringfence'), hashtext('publish')", "hashtext('ringfence'), hashtext('migrate')", "1919512167, 7501166", "1919512167, 6909539", "hashtext('ringfence consume'), hashtext('bans')"]) await anybody.query(`select pg_advisory_xact_lock(${lock})`);
    for (const table of ["case_lock", "nightly_lock", "incident_lock", "feed", "ban_candidate"]) {
      await anybody.query("savepoint one");
      await expect(anybody.query(`lock table ringfence.${table} in access share mode`)).rejects.toMatchObject({ code: "42501" });
      await anybody.query("rollback to savepoint one");
    }
    const took = await seconds(async () => {
      await town.owner.query("select ringfence.release('r1')");
      await town.owner.query("select ringfence.undo('release', 'r1', 'u1', 'back')");
      await withRunLock(town.database.url, "night", ["nightly", "incident"], async () => {});
      await asOnlyConsumer(town.database.url, "bans", async () => {});
    });
    expect(took).toBeLessThan(5);
  } finally {
    await anybody.end();
  }
});

attack({ who: "any database user", attack: "fills the server's queue of notifications, or keeps its lock with gigabytes of them, so that releases and lifts fail or wait at their commit", by: "what is released or lifted notifies nobody; the hint comes after it, in a transaction of its own, where there is room" }, async () => {
  expect((await town.owner.query("select from pg_proc where pronamespace = 'ringfence'::regnamespace and prosrc like '%pg_notify%'")).rows).toEqual([]);
  const [stranger, publisher, appeals] = [await town.login("reader"), await town.login("publisher"), await town.login("appeals")];
  // As long as there is room the hint comes.
  const heard = town.owner;
  await heard.query("listen ringfence_feed");
  const notified = new Promise((resolve) => void heard.once("notification", resolve));
  await release(publisher, { id: "heard" });
  await heard.query("select 1");
  await notified;
  await stranger.query("begin");
  await stranger.query("select count(pg_notify('c', n || repeat('x', 7900))) from generate_series(1, 150000) as n");
  let over = false;
  const written = stranger.query("commit").finally(() => (over = true));
  while (!over && (await town.owner.query("select from pg_locks where locktype = 'object' and classid = 'pg_database'::regclass and objid = 0 and granted")).rows.length === 0);
  // By itself a lift waits for nobody, with its hint for half a second.
  await appeals.query("select ringfence.undo('account', 'a000001', 'u1', 'an appeal')");
  expect(over).toBe(false);
  await undo(appeals, { what: "account", subject: "a000002", id: "u2", reason: "an appeal" });
  expect(await town.feed()).toEqual(expect.arrayContaining([expect.stringMatching(/lift a000001/), expect.stringMatching(/lift a000002/)]));
  await written;
});

attack({ who: "any database user", attack: "takes a consumer's lock under the number that pg_locks showed, and the consumer never runs again", by: "a number in a stranger's hands is replaced" }, async () => {
  const enforcer = await town.as("enforcer");
  const { number } = await one(enforcer, "select ringfence.consumer_lock('bans') as number");
  const stranger = await town.login("reader");
  await stranger.query("select pg_advisory_lock($1)", [number]);
  await asOnlyConsumer(town.database.url, "bans", async () => {
    await expect(asOnlyConsumer(town.database.url, "bans", async () => {})).rejects.toMatchObject({ code: "LOCKED" });
  });
});

/** Somebody who leaves a transaction open in the middle of their work. */
const standing: [Person, string, (client: Client) => Promise<unknown>][] = [
  ["ana", "a review that was opened", (client) => client.query("select * from ringfence.open_review('R-1')")],
  ["ana", "an allow-list entry", (client) => client.query("select ringfence.allow_add('account', 'a000001', 'mine')")],
  ["ana", "a rejection", (client) => client.query("select ringfence.decide_accounts('{a000010}', 'reject', 'no')")],
  ["publisher", "a release", (client) => client.query("select ringfence.release('held')")],
  ["publisher", "a change of the brakes", (client) => client.query("select ringfence.set_caps('why', day_cap => 7)")],
  ["detector", "a proposal", (client) => client.query("select ringfence.propose('[]')")],
  ["appeals", "an undo", (client) => client.query("select ringfence.undo('ring', 'R-1', 'held', 'why')")],
  ["night", "a night", (client) => client.query("select ringfence.lock_cases_now()")],
];
const off = "select ringfence.set_mode('off', 'stop')";
const lifts: [Person, string][] = [["second", off], ["appeals", "select outcome from ringfence.undo('account', 'a000000', 'u9', 'an appeal')"], ["night", "select ringfence.expire_due()"]];
for (const [at, [person, what, hold]] of standing.entries()) {
  attack({ who: { ana: "a reviewer", publisher: "a publisher", appeals: "who answers appeals", detector: "the detector's credential", night: "the night's credential" }[person as "ana"] as "a reviewer", attack: `leaves a transaction open over ${what}: off, undo and lifts wait for ever`, by: person === "night" ? "off waits for nobody; lifts are told ahead, and after thirty seconds its session is ended" : "off waits for nobody; for a lift its session is ended after five seconds" }, async () => {
    // The first and the night meet all three, the others two.
    for (const [caller, lift] of at === 0 || person === "night" ? lifts : [lifts[0], lifts[1 + (at % 2)]]) {
      const holder = await town.login(person);
      await holder.query("begin");
      await hold(holder);
      const client = await town.login(caller);
      let answer: unknown;
      expect(await seconds(async () => (answer = (await client.query(lift)).rows[0]))).toBeLessThan(lift === off ? 3 : 9);
      expect(await isGone(holder)).toBe(lift !== off && person !== "night");
      if (lift === off) expect(await one(town.owner, "select mode, changed_by, reason from ringfence.enforcement_state()")).toEqual({ mode: "off", changed_by: "ringfence_test_second", reason: "stop" });
      if (caller === "appeals") {
        expect(answer).toEqual({ outcome: person === "night" ? "ahead" : "undone" });
        expect((await town.owner.query("select account_id from ringfence.lifts_ahead()")).rows).toEqual(person === "night" ? [{ account_id: "a000000" }] : []);
      }
      await holder.query("rollback").catch(() => {});
      await town.owner.query("select ringfence.set_mode('on', 'again')");
    }
  });
}

attack({ who: "an enforcer", attack: "leaves a transaction open over whatever an enforcer, an auditor or a reader may call: off, undo and lifts wait for ever", by: "none of it takes a lock that they need" }, async () => {
  for (const [person, calls] of [["enforcer", ["feed_ack('bans', 0)", "consumer_lock('bans')", "anchor()", "feed_read(0)"]], ["auditor", ["read_audit()", "read_ledger()", "anchor()"]], ["reader", ["read_cases()", "read_rings()"]]] as const) {
    const holder = await town.login(person);
    await holder.query("begin");
    for (const call of calls) await holder.query(`select ringfence.${call}`);
    for (const [caller, lift] of lifts) {
      const client = await town.login(caller);
      expect(await seconds(() => client.query(`begin; ${lift}; rollback`)), `${person}: ${lift}`).toBeLessThan(3);
    }
    expect(await isGone(holder)).toBe(false);
  }
});

attack({ who: "the night's credential", attack: "locks every table that it has rights on, without the lock on cases: undo and lifts fail for ever", by: "lifts are told ahead, by the feed alone; after thirty seconds its session is ended, whichever of them it holds" }, async () => {
  const { rows } = await town.owner.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'r' order by 1");
  const night = await town.login("night");
  const held: string[] = [];
  await night.query("begin");
  for (const { name } of rows) {
    await night.query("savepoint one");
    await night.query(`lock table ringfence.${name} in access exclusive mode`).then(() => held.push(name), () => night.query("rollback to savepoint one"));
  }
  expect(held).toEqual(expect.arrayContaining(["ban_candidate", "ring", "run"]));
  const appeals = await town.login("appeals");
  const undo = async (): Promise<unknown> => (await one(appeals, "select outcome from ringfence.undo('ring', 'R-1', 'u9', 'an appeal')")).outcome;
  const from = performance.now();
  let outcome: unknown;
  expect(await seconds(async () => (outcome = await undo()))).toBeLessThan(9);
  expect(outcome).toBe("ahead");
  expect((await town.owner.query("select from ringfence.lifts_ahead()")).rows).toHaveLength(6);
  // Asked again and again under the same id, until it is in the feed.
  while (outcome === "ahead" && performance.now() - from < 60_000) outcome = await undo();
  expect(outcome).toBe("already");
  expect(await isGone(night)).toBe(true);
  expect((await town.owner.query("select from ringfence.lifts_ahead()")).rows).toEqual([]);
});

attack({ who: "who answers appeals", attack: "undoes while a night publishes, so that the night is ended half done", by: "undo does not end a night before it had thirty seconds: the lift is told ahead and takes its place in the feed after it" }, async () => {
  const night = await town.login("night");
  await night.query("begin");
  await night.query("select ringfence.lock_cases_now()");
  const appeals = await town.login("appeals");
  expect(await one(appeals, "select outcome, lifted from ringfence.undo('release', 'r0', 'u1', 'in the middle of a night')")).toEqual({ outcome: "ahead", lifted: "6" });
  await night.query("select ringfence.withdraw_open('{}', '{}')");
  await night.query("commit");
  expect(await isGone(night)).toBe(false);
  expect(await one(appeals, "select outcome, lifted from ringfence.undo('release', 'r0', 'u1', 'in the middle of a night')")).toEqual({ outcome: "already", lifted: "6" });
  expect((await town.feed()).map((line) => line.split(" ")[1])).toEqual([...Array.from({ length: 6 }, () => "apply"), ...Array.from({ length: 6 }, () => "lift")]);
});

for (const [person, what, hold] of standing.filter(([one]) => one !== "night")) {
  attack({ who: { ana: "a reviewer", publisher: "a publisher", appeals: "who answers appeals", detector: "the detector's credential" }[person as "ana"] as "a reviewer", attack: `leaves a transaction open over ${what}: no night publishes any more`, by: "a night ends it after five seconds" }, async () => {
    const holder = await town.login(person);
    await holder.query("begin");
    await hold(holder);
    const night = await town.login("night");
    await night.query("begin");
    expect(await seconds(() => night.query("select ringfence.lock_cases_now()"))).toBeLessThan(9);
    await night.query("commit");
    expect(await isGone(holder)).toBe(true);
  });
}

attack({ who: "a reviewer", attack: "many sessions queue for the lock, each keeps it", by: "off waits for nobody; for an undo whoever has it is ended, and the lift is told ahead" }, async () => {
  const holders = await Promise.all(Array.from({ length: 5 }, () => town.login("ana")));
  const held = holders.map(async (client) => {
    await client.query("begin");
    await client.query("select * from ringfence.open_review('R-1')").catch(() => {});
  });
  expect(await seconds(async () => (await town.login("publisher")).query("select ringfence.set_mode('off', 'stop')"))).toBeLessThan(3);
  expect(await seconds(async () => (await town.login("appeals")).query("select ringfence.undo('ring', 'R-1', 'u1', 'an appeal')"))).toBeLessThan(10);
  const gone = "select (select count(*) from ringfence.feed where effect = 'lift') + (select count(*) from ringfence.lifts_ahead()) as lifts";
  expect(await one(town.owner, gone)).toEqual({ lifts: "6" });
  await Promise.all(held);
});

attack({ who: "a publisher", attack: "a release commits after off has returned", by: "a release is held against stops at its commit" }, async () => {
  const holder = await town.login("publisher");
  await holder.query("begin");
  await holder.query("select ringfence.release('late')");
  await (await town.login("second")).query("select ringfence.set_mode('off', 'stop')");
  await expect(holder.query("commit")).rejects.toMatchObject({ code: "RF001", message: expect.stringMatching(/^The mode off was asked for by ringfence_test_second at \S+, while this release was on its way\. Nothing was released\./) });
  expect(await town.feed()).toHaveLength(6);
});

attack({ who: "a reviewer", attack: "leaves a transaction open: releases and decisions of others hang in silence", by: "every call gives up after ten seconds and names who is in the way" }, async () => {
  const holder = await town.login("ana");
  await holder.query("begin");
  await holder.query("select * from ringfence.open_review('R-1')");
  const publisher = await town.login("publisher");
  let message = "";
  expect(await seconds(() => publisher.query("select ringfence.release('r1')").catch((error: Error) => (message = error.message)))).toBeLessThan(14);
  expect(message).toMatch(/for ten seconds: Postgres process \d+ of the database user ringfence_test_ana, in a transaction since/);
  await holder.query("rollback");
  expect(await reviewRing(holder, "R-1").then(() => "free")).toBe("free");
  // And no function that changes something lacks a limit.
  const { rows } = await town.owner.query(`select proname from pg_proc where pronamespace = 'ringfence'::regnamespace and prosecdef and provolatile = 'v' and prokind = 'f' and prorettype <> 'trigger'::regtype
    and not coalesce(array_to_string(proconfig, ' ') like '%lock_timeout%', false)`);
  expect(rows).toEqual([]);
});

attack({ who: "the night's credential", attack: "holds a run's lock for ever, or under a made-up name", by: "the message names the process, and only those who run nights can lock" }, async () => {
  const ana = await town.login("ana");
  await expect(ana.query("begin; lock table ringfence.nightly_lock in exclusive mode")).rejects.toMatchObject({ code: "42501" });
  const night = await town.login("night");
  await night.query("begin; lock table ringfence.nightly_lock in exclusive mode");
  await expect(withRunLock(town.database.url, "second", ["nightly"], async () => {})).rejects.toMatchObject({ code: "LOCKED", message: expect.stringMatching(/held by Postgres process \d+/) });
});

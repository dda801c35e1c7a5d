import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { release, setCaps, setMode, undo } from "../../src/enforcement/releases.js";
import { testServer } from "../postgres-server.js";
import { candidate, many, one, openGates, openTown, userOf, type Town } from "./town.js";

// What people see and do who have psql and nothing else.
let server: Awaited<ReturnType<typeof testServer>>;
let town: Town;
let owner: Client;
let publisher: Client;
let appeals: Client;
beforeAll(async () => void (server = await testServer()));
afterAll(() => server.stop());
beforeEach(async () => {
  town = await openTown();
  owner = town.owner;
  publisher = await town.as("publisher");
  appeals = await town.as("appeals");
});
afterEach(() => town.close());

describe("a won appeal", () => {
  beforeEach(async () => {
    await town.night(1, [candidate("ann"), candidate("ben"), candidate("cat", { action: "watch" })]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
  });

  test("lifts what is in force against one account, withdraws what is open, leaves the others, and offers the allow-list", async () => {
    await town.night(2, [candidate("ben"), candidate("cat", { action: "ban" })]);
    const undone = await one(appeals, "select * from ringfence.undo('account', 'cat', 'appeal-1', 'a shared tablet')");
    expect(undone).toMatchObject({ outcome: "undone", lifted: "1", withdrawn: "1", first_seq: "4", last_seq: "4", allowed: null, message: expect.stringContaining("select ringfence.allow_add('account', 'cat', 'a shared tablet');") });
    expect(await town.states()).toEqual(["ann released", "ben released", "cat reversed", "cat withdrawn"]);
    expect((await town.feed()).at(-1)).toBe("4 lift cat watch undone_account");
    expect(await one(appeals, "select outcome, lifted from ringfence.undo('account', 'cat', 'appeal-1', 'a shared tablet')")).toEqual({ outcome: "already", lifted: "1" });
    await expect(appeals.query("select ringfence.undo('account', 'cat', 'appeal-1', 'a shared tablet', true)")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("was something else") });
    await expect(appeals.query("select ringfence.undo('account', 'nobody', 'appeal-2', 'who?')")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("There is no account 'nobody'") });
  });

  test("of one case", async () => {
    const { case_id } = await one(await town.as("reader"), "select case_id from ringfence.read_cases(account => 'ann')");
    expect(await undo(appeals, { what: "case", subject: String(case_id), id: "appeal-1", reason: "not theirs" })).toMatchObject({ outcome: "undone", lifted: 1 });
    expect((await town.feed()).at(-1)).toBe("4 lift ann ban undone_case");
    // What its owner was told of it, and would be told of what has not left.
    await town.night(2, [candidate("new", { action: "watch" })]);
    const told = async (account: string): Promise<unknown[]> => (await (await town.as("reader")).query("select effect, seq, statement from ringfence.read_statements($1)", [account])).rows;
    expect(await told("ann")).toEqual([{ effect: "apply", seq: "1", statement: expect.stringMatching(/^Ban: the account acts as one with other accounts/) }, { effect: "lift", seq: "4", statement: `The ban of case ${String(case_id)} is lifted: the decision was undone.` }]);
    expect(await told("new")).toEqual([{ effect: "apply", seq: null, statement: expect.stringMatching(/^Watch: the account acts as one/) }]);
    await expect((await town.as("publisher")).query("select * from ringfence.read_statements('ann')")).rejects.toMatchObject({ code: "42501" });
  });

  test("marks the next proposal, and what people read of it", async () => {
    await undo(appeals, { what: "account", subject: "ann", id: "appeal-1", reason: "a shared tablet" });
    await town.night(2, [candidate("ann"), candidate("ben"), candidate("cat", { action: "watch" })]);
    expect((await owner.query("select account_id, overturned_before from ringfence.ban_candidate where state = 'proposed'")).rows).toEqual([{ account_id: "ann", overturned_before: 1 }]);
    const read = await one(await town.as("ana"), "select state, overturned_at is not null as overturned, overturned_reason from ringfence.read_cases('proposed')");
    expect(read).toEqual({ state: "proposed", overturned: true, overturned_reason: "a shared tablet" });
  });

  test("with allow the account goes on the allow-list in one go, and no night proposes it again", async () => {
    expect(await undo(appeals, { what: "account", subject: "ann", id: "appeal-1", reason: "a shared tablet", allow: true })).toMatchObject({ lifted: 1, allowed: 1 });
    await town.night(2, [candidate("ann"), candidate("ben"), candidate("cat", { action: "watch" })]);
    expect((await town.states()).filter((line) => line.startsWith("ann"))).toEqual(["ann reversed"]);
    // Also where nothing of it is left to lift.
    const { case_id } = await one(owner, "select case_id from ringfence.ban_candidate where account_id = 'ann'");
    await owner.query("update ringfence.allow_list set removed_at = now(), removed_by = session_user");
    expect(await undo(appeals, { what: "case", subject: String(case_id), id: "appeal-2", reason: "again", allow: true })).toMatchObject({ outcome: "nothing", allowed: 1 });
    expect((await owner.query("select kind, value, reason, author from ringfence.allow_list where removed_at is not null")).rows).toEqual([{ kind: "account", value: "ann", reason: "a shared tablet", author: userOf("appeals") }]);
  });
});

describe("looking", () => {
  test("a reviewer sees what a case rests on; so does whoever names a value to be accepted", async () => {
    const ann = candidate("ann", { device: "tablet", target: "room" });
    ann.reasons.keys.push({ kind: "ip", key: "203.0.113.9@1767225600000", members: 4, bits: 3 }, { kind: "pace", key: "room@1767225600000", members: 5, bits: 2 });
    await town.night(1, [ann, candidate("ben")]);
    const ana = await town.as("ana");
    await ana.query("select ringfence.allow_add('address', '203.0.113.9', 'the library')");
    const { case_id } = await one(ana, "select case_id from ringfence.read_cases(account => 'ann')");
    for (const person of ["ana", "publisher", "appeals", "auditor", "reader"] as const) {
      const { rows } = await (await town.as(person)).query("select kind, value_kind, value, members, ring_size, bits, allowed from ringfence.why_case($1)", [case_id]);
      expect(rows, person).toEqual([
        { kind: "device", value_kind: "device", value: "tablet", members: 6, ring_size: 6, bits: 10, allowed: false },
        { kind: "timing", value_kind: "target", value: "room", members: 6, ring_size: 6, bits: 10, allowed: false },
        { kind: "ip", value_kind: "address", value: "203.0.113.9", members: 4, ring_size: 6, bits: 3, allowed: true },
        { kind: "pace", value_kind: "target", value: "room", members: 5, ring_size: 6, bits: 2, allowed: false },
      ]);
      expect((await (await town.as(person)).query("select distinct summary from ringfence.why_account('ann')")).rows).toEqual([{ summary: "Acts as one." }]);
    }
    await expect(ana.query("select * from ringfence.why_case('C-99')")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("There is no case 'C-99'") });
  });

  test("a reader sees runs, rings, members, keys, events, candidates and the ban list, and no table", async () => {
    await town.night(1, many(6));
    const reader = await town.as("reader");
    expect(await one(reader, "select run_id, status from ringfence.read_runs()")).toEqual({ run_id: "N-1", status: "published" });
    expect(await one(reader, "select ring_id, size, open_count::int, released_count::int from ringfence.read_rings()")).toEqual({ ring_id: "R-1", size: 6, open_count: 6, released_count: 0 });
    expect((await reader.query("select account_id, action, state from ringfence.read_members('R-1')")).rows).toHaveLength(6);
    expect((await reader.query("select * from ringfence.read_ring_keys('R-1')")).rows).toEqual([]);
    expect((await reader.query("select * from ringfence.read_ring_events('R-1')")).rows).toEqual([]);
    expect((await reader.query("select reasons -> 'keys' as keys from ringfence.read_candidates()")).rows).toHaveLength(6);
    expect((await reader.query("select * from ringfence.ban_list")).rows).toHaveLength(6);
    await expect(reader.query("select from ringfence.ban_candidate")).rejects.toMatchObject({ code: "42501" });
  });

  test("how far behind consumers are", async () => {
    await town.night(1, many(5));
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    const enforcer = await town.as("enforcer");
    for (const [name, seq] of [["quick", 5], ["slow", 2]] as const) await enforcer.query("select ringfence.feed_ack($1, $2)", [name, seq]);
    const lag = async (): Promise<unknown> => (await (await town.as("reader")).query("select consumer, in_epoch, behind::int, waiting_since is not null as waits from ringfence.consumer_lag order by consumer")).rows;
    expect(await lag()).toEqual([{ consumer: "quick", in_epoch: true, behind: 0, waits: false }, { consumer: "slow", in_epoch: true, behind: 3, waits: true }]);
    await owner.query("select ringfence.new_epoch('restored')");
    expect(await lag()).toMatchObject([{ in_epoch: false }, { in_epoch: false }]);
  });
});

describe("a release that does not leave says how to go on, in SQL, and that works", () => {
  const asked = (sql = "select * from ringfence.release('r1')"): Promise<Record<string, unknown>> => one(publisher, sql);
  /** The statements in a message, with a reason for WHY. */
  const advised = (message: unknown): string[] => [...String(message).matchAll(/select (?:\* from )?ringfence\.\w+\((?:[^()']|'[^']*')*\)/g)].map(([sql]) => sql.replace("'WHY'", "'looked at it'"));

  test.each([
    ["the mode", () => setMode(publisher, "off", "x"), { outcome: "held", brake: "mode", facts: { mode: "off", waiting: 30 } }],
    ["shadow", () => setMode(publisher, "shadow", "x"), { outcome: "shadow", brake: null, facts: { waiting: 30 } }],
    ["the cap of a release", () => setMode(publisher, "on", "x"), { outcome: "held", brake: "release_cap", facts: { effects: 30, cap: 10, release_cap: 500, release_cap_share: 0.01, active_accounts: 1000 } }],
    ["the cap of a day", async () => {
      await setMode(publisher, "on", "x");
      await setCaps(owner, { release_cap_share: 1 }, "x");
    }, { outcome: "held", brake: "day_cap", facts: { effects: 30, applied: 0, room: 20, cap: 20, day_cap: 1000, day_cap_share: 0.02, active_accounts: 1000 } }],
  ] as const)("%s", async (_, set, expected) => {
    await town.night(1, many(30), 1000);
    await town.approveAll();
    await set();
    const outcome = await asked();
    expect(outcome).toMatchObject(expected);
    // First a look, or a part of it; then what takes the reason away.
    const [first, second] = advised(outcome.message);
    expect(first).toMatch(/release/);
    const [done] = (await publisher.query<Record<string, unknown>>(second)).rows;
    if (done.outcome === "waits") await (await town.as("second")).query(/select \* from ringfence\.confirm_caps\(\d+\)/.exec(String(done.message))![0]);
    const next = await asked();
    expect([next.outcome, next.brake]).not.toEqual([expected.outcome, expected.brake]);
  });

  test("of one ring: the advice stays with that ring, and where nothing more may leave today it names no part", async () => {
    await town.night(1, many(30, (at) => ({ ring_id: at < 5 ? "R-1" : "R-2" })), 1000);
    await town.approveAll();
    await setMode(publisher, "on", "x");
    const held = await asked("select * from ringfence.release('r1', ring => 'R-2', accept => 'device:x')");
    expect(held.message).toContain("select * from ringfence.release('r1', ring => 'R-2', most => 10, accept => 'device:x');");
    await publisher.query(advised(held.message)[0]);
    await setCaps(owner, { day_cap: 10 }, "x");
    expect((await asked("select * from ringfence.release('r2', most => 1)")).message).toMatch(/^Held: 1 effects after 10 in the last 24 hours, of which at most 10 leave\. Wait; or raise the cap: /);
  });

  test("one value: accepted by name", async () => {
    await town.night(1, many(20, () => ({ device: "kiosk o'clock" })).map((row) => ({ ...row, reasons: { ...row.reasons, keys: row.reasons.keys.slice(0, 1) } })));
    await town.approveAll();
    await openGates(publisher, town);
    const outcome = await asked();
    expect(outcome).toMatchObject({ outcome: "held", brake: "one_value", facts: { kind: "device", value: "kiosk o'clock", holders: 20, effects: 20, share: 1, one_value_share: 0.5 } });
    const accept = /select \* from ringfence\.release\('r1', accept => .*\);/.exec(String(outcome.message))?.[0];
    expect(await asked(accept)).toMatchObject({ outcome: "released", applied: "20" });
  });

  test("a target that every case met on another day is one value", async () => {
    await town.night(1, many(20, () => ({})).map((row, at) => ({ ...row, reasons: { ...row.reasons, keys: [{ kind: "pace", key: `room@${1_767_225_600_000 + at * 86_400_000}`, members: 6, bits: 10 }] } })));
    await town.approveAll();
    await openGates(publisher, town);
    expect(await asked()).toMatchObject({ outcome: "held", brake: "one_value", facts: { kind: "target", value: "room", holders: 20 } });
  });

  test("a canary that drew nobody releases nothing, draws nobody off, and leaves the id free", async () => {
    await town.night(1, many(3));
    await town.approveAll();
    await openGates(publisher, town);
    await setCaps(owner, { canary_share: 0.0001 }, "x");
    await setMode(publisher, "canary", "x");
    const outcome = await asked();
    expect(outcome).toMatchObject({ outcome: "nothing", brake: null, applied: "0", waiting: "3", facts: { why: "canary_drew_nobody", drawn: 3, canary_share: 0.0001 }, message: expect.stringContaining("The canary drew nobody") });
    expect((await release(publisher, { id: "r1" })).message).toContain("The canary drew nobody: 0.0001 of 3 cases is less than one. Nothing was released, and the id r1 is free.");
    expect((await owner.query("select from ringfence.canary_draw union all select from ringfence.release")).rowCount).toBe(0);
    await owner.query(advised(outcome.message).find((sql) => sql.includes("set_caps"))!);
    await setMode(publisher, "on", "x");
    expect(await asked()).toMatchObject({ outcome: "released", applied: "3" });
  });
});

describe("what cannot be is refused in words, never in the database's own", () => {
  const bad = [
    "set_caps('why', release_cap => -1)", "set_caps('why', day_cap => -1)", "set_caps('why', release_cap_share => 1.5)", "set_caps('why', day_cap_share => 'NaN')", "set_caps('why', canary_share => 'Infinity')", "set_caps(null)", "set_caps(e'a\\nb')",
    "set_mode('on', null)", "set_mode(null, 'why')", "set_mode('on', repeat('x', 501))",
    "allow_add(null, 'x', 'why')", "allow_add('ship', 'x', 'why')", "allow_add('account', '', 'why')", "allow_add('account', null, 'why')", "allow_add('account', 'x', '')", "allow_add('account', 'x', null)", "allow_add('account', 'x', 'why', 'infinity')", "allow_add('account', 'x', 'why', '2020-01-01')", "allow_remove(99)", "allow_remove(null)",
    "open_review('R-9')", "open_review(null)", "blast_radius('R-9')", "decide_ring(99, 'approve', 'why')", "decide_ring(null, null, null)", "look(99, 'a000001')", "look(null, null)",
    "decide_accounts(null, 'approve', 'why')", "decide_accounts('{a000001}', 'perhaps', 'why')", "decide_accounts('{a000001}', null, 'why')", "decide_accounts('{a000001}', 'approve', null)", "decide_accounts('{nobody}', 'approve', 'why')",
    "release(null)", "release('a b')", "release('expiry:x')", "confirm_caps(99)", "confirm_caps(null)", "set_caps('why', raise_by => 'me')", "look(1, null)", "release('r', most => -1)", "undo('ship', 'x', 'u', 'why')", "undo('ring', null, 'u', 'why')", "undo('ring', 'R-1', 'u', null)", "undo('ring', 'R-1', null, 'why')", "undo('ring', 'R-1', 'u', 'why', null)",
    "feed_ack(null, 0)", "feed_ack('a b', 0)", "feed_ack('a', -1)", "feed_ack('a', null)", "consumer_lock(null)", "consumer_lock('a b')", "new_epoch(null)", "new_epoch(repeat('x', 501))", "expire_due(null)", "why_case(null)",
    "propose(null)", "propose('{}')", "propose('7')",
  ];

  test("by every function", async () => {
    await town.night(1, many(3));
    const answers: string[] = [];
    for (const call of bad) {
      await owner.query(`select ringfence.${call}`).then(() => answers.push(`${call}: accepted`), (error: { code: string; message: string }) => {
        if (error.code !== "RF001" || /constraint|violates|relation|column "/.test(error.message)) answers.push(`${call}: ${error.code} ${error.message}`);
      });
    }
    expect(answers).toEqual([]);
  });

  test("a proposal that cannot be what it says is set aside, counted and told, and stops no other", async () => {
    await town.night(1, many(3));
    const keys = [{ kind: "device", key: "d", members: 3, bits: 2 }];
    const good = { run_id: "N-1", account_id: "zoe", ring_id: "R-1", action: "ban", evidence_bits: 3, kinds: ["device"], reasons: { keys, summary: "Shares a device." } };
    const parts: [Record<string, unknown>, RegExp][] = [
      [{ action: "kill" }, /^action must be watch/], [{ ring_id: "R-9" }, /no ring/], [{ run_id: "N-9" }, /no published run/], [{ kinds: null }, /1 to 50 kinds/], [{ kinds: 7 }, /cannot be read/],
      [{ kinds: ["moon"] }, /a kind of trace that there is none of/], [{ reasons: [] }, /reasons must be an object/], [{ evidence_bits: "NaN" }, /evidence_bits/], [{ evidence_bits: "many" }, /cannot be read/],
      [{ evidence_bits: -1 }, /evidence_bits/], [{ expires_at: "soon" }, /cannot be read/], [{ expires_at: "1999-01-01" }, /expires_at/], [{ account_id: null }, /account_id/],
      [{ reasons: { keys, summary: "a\u0007b" } }, /plain line/], [{ reasons: {} }, /no key with bits/], [{ reasons: { keys: [{ ...keys[0], bits: 1 }] } }, /less than half/],
      [{ reasons: { keys: [...keys, { ...keys[0], bits: -1 }] } }, /less than no bits/], [{ reasons: { keys: [{ ...keys[0], kind: "moon" }] } }, /no known kind/], [{ reasons: { keys: [{ ...keys[0], members: "all" }] } }, /no number/],
    ];
    const detector = await town.as("detector");
    const proposed = [...parts.map(([part], at) => ({ ...good, account_id: `bad${at}`, ...part })), 7, good, { ...good, evidence_bits: 4 }];
    expect(await one(detector, "select proposed::int, left_out::int, set_aside::int from ringfence.propose($1)", [JSON.stringify(proposed)])).toEqual({ proposed: 1, left_out: 1, set_aside: parts.length + 1 });
    const { rows } = await (await town.as("reader")).query<{ fault: string }>("select fault from ringfence.read_set_aside() order by set_aside_id");
    for (const [at, [, fault]] of parts.entries()) expect(rows[at].fault, JSON.stringify(parts[at][0])).toMatch(fault);
    // Beyond what a double holds.
    expect(await one(detector, `select faults -> 0 ->> 'fault' as fault from ringfence.propose('[{"run_id": "N-1", "account_id": "huge", "ring_id": "R-1", "action": "ban", "evidence_bits": 3, "kinds": ["device"], "reasons": {"keys": [{"kind": "device", "key": "d", "members": 3, "bits": 1e400}]}}]')`))
      .toEqual({ fault: "its reasons name a key whose bits or members are no number in their range" });
    // One of the night's own stops the others no more.
    await town.night(2, [...many(3), candidate("nightly", { kinds: ["x".repeat(1990)] as never[] })]);
    expect(await one(owner, "select fault from ringfence.set_aside where account_id = 'nightly'")).toEqual({ fault: "it names a kind of trace that there is none of" });
  });
});

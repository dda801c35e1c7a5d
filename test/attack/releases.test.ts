import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { day, many, one, openGates, openTown, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

let town: Town;
let owner: Client;
let publisher: Client;
beforeEach(async () => {
  town = await openTown();
  owner = town.owner;
  publisher = await town.as("publisher");
  await town.night(1, many(100));
  await town.approveAll();
  await openGates(owner, town);
});
afterEach(() => town.close());
const refused = { code: "RF001" };
const caps = (): Promise<Record<string, unknown>> => one(owner, "select release_cap, day_cap, canary_share, auto_restrict, incident_cap from ringfence.enforcement");

attack({ who: "a publisher", attack: "lets everybody out of a canary one by one: seeds, ids, limits, rollbacks, toggling the mode", by: "who is in it is a hash of the account and a secret of the installation" }, async () => {
  await publisher.query("select ringfence.set_caps('small', canary_share => 0.1)");
  await publisher.query("select ringfence.set_mode('canary', 'try')");
  const chosen = Number((await one(owner, "select cardinality(ringfence.canary_chosen(array(select case_id from ringfence.ban_candidate), 0.1)) as n")).n);
  expect(chosen).toBeLessThan(30);
  for (let n = 0; n < 150; n += 1) {
    if (n % 3 === 0) await publisher.query("begin");
    await publisher.query("select ringfence.release($1, 'R-1', $2)", [`try-${n}`, 1 + (n % 3)]);
    if (n % 3 === 0) await publisher.query("rollback");
    if (n % 20 === 0) for (const mode of ["shadow", "canary"]) await publisher.query("select ringfence.set_mode($1, 'again')", [mode]);
  }
  expect((await town.feed()).length).toBeLessThanOrEqual(chosen);
  await expect(publisher.query("select ringfence.release('seeded', seed => 'mine')")).rejects.toMatchObject({ code: "42883" });
});

attack({ who: "a publisher", attack: "raises the caps alone, all at once, bit by bit, or confirms for oneself", by: "braking less waits for a second person, or an hour" }, async () => {
  await owner.query("select ringfence.set_caps('normal', release_cap => 10, release_cap_share => 0.5, day_cap => 20, canary_share => 0.05)");
  const before = await caps();
  for (const change of ["release_cap => 1000000", "day_cap => 1000000", "release_cap => 11", "canary_share => 1", "one_value_share => 1", "auto_restrict => true", "incident_cap => 1", "release_cap_share => 1, release_cap => 5"]) {
    const { outcome, request_id } = await one(publisher, `select * from ringfence.set_caps('mine', ${change})`);
    if (outcome === "waits") await expect(publisher.query("select ringfence.confirm_caps($1)", [request_id])).rejects.toMatchObject(refused);
  }
  expect(await caps()).toEqual(before);
  // Braking more holds at once, and takes the place of what waited.
  await publisher.query("select ringfence.set_caps('careful', release_cap => 1)");
  expect(await caps()).toMatchObject({ release_cap: 1 });
  expect(await one(owner, "select count(*)::int as waits from ringfence.cap_request where ended_at is null")).toEqual({ waits: 0 });
});

attack({ who: "a publisher", attack: "does not wait the hour: releases at once, sets the clock or the zone, or switches to the weaker rule", by: "the time is the database's; the rule is a brake too" }, async () => {
  await owner.query("select ringfence.set_caps('normal', release_cap => 10, day_cap => 20)");
  await publisher.query("select ringfence.set_caps('mine', release_cap => 90)");
  await publisher.query("set timezone = 'Pacific/Kiritimati'");
  expect(await one(publisher, "select outcome, brake from ringfence.release('now')")).toEqual({ outcome: "held", brake: "release_cap" });
  await expect(publisher.query("update ringfence.cap_request set requested_at = '2000-01-01'")).rejects.toMatchObject({ code: "42501" });
  // An hour later it holds, by itself.
  await owner.query("alter table ringfence.cap_request disable trigger guard_cap_request; update ringfence.cap_request set requested_at = requested_at - interval '61 minutes' where ended_at is null; alter table ringfence.cap_request enable always trigger guard_cap_request");
  await publisher.query("select ringfence.release('later')");
  expect(await caps()).toMatchObject({ release_cap: 90 });
  await (await town.as("second")).query("select ringfence.set_caps('stricter', raise_by => 'two_people')");
  expect(await one(publisher, "select outcome from ringfence.set_caps('weaker', raise_by => 'hour')")).toEqual({ outcome: "waits" });
  await owner.query("alter table ringfence.cap_request disable trigger guard_cap_request; update ringfence.cap_request set requested_at = requested_at - interval '1 day' where ended_at is null; alter table ringfence.cap_request enable always trigger guard_cap_request");
  await publisher.query("select ringfence.release('much-later')");
  expect(await one(owner, "select raise_by from ringfence.enforcement")).toEqual({ raise_by: "two_people" });
});

attack({ who: "who answers appeals", attack: "takes the name of the next expiry, and every release and expiry fails", by: "expiries have a list of their own, and callers cannot use expiry:…" }, async () => {
  await town.night(2, [...many(100), ...many(1).map((row) => ({ ...row, account_id: "timed", action: "restrict" as const, ring_id: "R-2", expires_at: day(700) }))]);
  await town.approveAll();
  await publisher.query("select ringfence.release('all')");
  const appeals = await town.as("appeals");
  const name = String((await one(owner, "select 'expiry:' || epoch || ':' || last_seq + 1 as name from ringfence.feed_head")).name);
  await expect(appeals.query("select ringfence.undo('release', 'all', $1, 'mine')", [name])).rejects.toMatchObject(refused);
  for (const ours of [name, "expiry:x", "incident:x"]) {
    await expect(publisher.query("select ringfence.release($1)", [ours]), ours).rejects.toMatchObject(refused);
    await expect(appeals.query("select ringfence.undo('account', 'a000001', $1, 'mine')", [ours]), ours).rejects.toMatchObject(refused);
  }
  expect(await one(owner, "select ringfence.expire_due('2028-01-01') as lifted")).toEqual({ lifted: "1" });
});

attack({ who: "who answers appeals", attack: "takes the name of the morning's release before the morning", by: "undos and releases are two lists" }, async () => {
  const appeals = await town.as("appeals");
  await appeals.query("select ringfence.undo('account', 'a000007', '2026-01-02-morning', 'mine')");
  expect(await one(publisher, "select outcome from ringfence.release('2026-01-02-morning')")).toEqual({ outcome: "released" });
  expect(await one(appeals, "select outcome, lifted::int from ringfence.undo('release', '2026-01-02-morning', 'back', 'all')")).toEqual({ outcome: "undone", lifted: 99 });
});

attack({ who: "a publisher", attack: "six releases race for one cap, the same id three times at once", by: "one lock, and an id once per kind" }, async () => {
  await owner.query("select ringfence.set_caps('normal', day_cap => 35)");
  const clients = await Promise.all(Array.from({ length: 6 }, () => town.as("publisher")));
  const race = async (ids: readonly string[]): Promise<string[]> => (await Promise.all(ids.map((id, at) => one(clients[at], "select outcome from ringfence.release($1, most => 10)", [id])))).map(({ outcome }) => String(outcome)).sort();
  // Sixty would leave, of which three times ten have room.
  expect(await race(["a", "b", "c", "d", "e", "f"])).toEqual(["held", "held", "held", "released", "released", "released"]);
  expect(await town.feed()).toHaveLength(30);
  await owner.query("select ringfence.set_caps('more', day_cap => 1000)");
  expect(await race(["same", "same", "same"])).toEqual(["already", "already", "released"]);
  expect(await town.feed()).toHaveLength(40);
});

/** A proposal of another detector. */
const proposal = (account: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  run_id: "N-1", account_id: account, ring_id: "R-1", action: "restrict", evidence_bits: 10, kinds: ["device"], reasons: { keys: [{ kind: "device", key: "one", members: 3, bits: 10 }], summary: "Shares a device." }, ...more,
});

attack({ who: "the detector's credential", attack: "one poisoned proposal makes releases fail: kinds of 1,990 characters, bits of 1e400, ends at infinity", by: "a proposal is checked when proposed; a bad one is set aside and stops no other" }, async () => {
  const detector = await town.as("detector");
  const poison = [
    proposal("p1", { kinds: ["x".repeat(1990)] }), proposal("p2", { reasons: { keys: [{ kind: "device", key: "d", members: 3, bits: 1e300 }] } }), proposal("p3", { expires_at: "infinity" }), proposal("p4", { evidence_bits: 1e300 }),
    proposal("p5", { reasons: { keys: [{ kind: "device", key: "d", members: 3, bits: -10 }, { kind: "device", key: "e", members: 3, bits: 20 }] } }), proposal("p6", { run_id: "N-404" }), proposal("p7", { ring_id: "R-404" }),
    proposal("p8", { reasons: { keys: [], summary: "trust me" } }), proposal("p9", { kinds: Array.from({ length: 51 }, () => "device") }), proposal("p10", { reasons: { keys: "many" } }),
  ];
  expect(await one(detector, "select proposed::int, set_aside::int from ringfence.propose($1)", [JSON.stringify([...poison, proposal("p11", { reasons: { keys: [{ kind: "device", key: "d", members: 3, bits: 7e77 }] } }), proposal("p12", { evidence_bits: 7e77 }), proposal("p13", { reasons: { keys: [{ kind: "device", key: "d", members: 7e77, bits: 10 }] } }), proposal("fine")])
    // No number of JavaScript's.
    .replaceAll("7e+77", "1e400")])).toEqual({ proposed: 1, set_aside: 13 });
  await (await town.as("ana")).query("select ringfence.decide_accounts('{fine}', 'approve', 'seen')");
  expect(await one(publisher, "select outcome, applied::int from ringfence.release('r1')")).toEqual({ outcome: "released", applied: 101 });
  expect((await (await town.as("reader")).query("select * from ringfence.read_set_aside()")).rowCount).toBe(13);
});

attack({ who: "the detector's credential", attack: "one poisoned proposal makes releases, reviews and looks fail: numbers too small for any, a list of lists", by: "numbers are read as what they are next to; a list of lists is set aside" }, async () => {
  const [detector, ana] = [await town.as("detector"), await town.as("ana")];
  const keys = [{ kind: "device", key: "d", members: 3, bits: 10 }, { kind: "device", key: "e", members: 7e77, bits: 7e77 }];
  const poison = [proposal("small", { reasons: { keys, ring_size: 7e77, summary: "it" } }), proposal("lists", { kinds: [["device", "ip"], ["subnet", "timing"]] })];
  expect(await one(detector, "select proposed::int, set_aside::int, faults from ringfence.propose($1)", [JSON.stringify(poison).replaceAll("7e+77", "1e-400")])).toEqual({ proposed: 1, set_aside: 1, faults: [{ fault: "its kinds are no plain list", count: 1 }] });
  expect((await ana.query("select value, members, bits from ringfence.why_account('small')")).rows).toEqual([{ value: "d", members: 3, bits: 10 }, { value: "e", members: 0, bits: 0 }]);
  const { review_id, sample } = await one(ana, "select review_id, sample from ringfence.open_review('R-1')");
  expect(sample).toContain("small");
  await ana.query("select ringfence.look($1, 'small')", [review_id]);
  await ana.query("select ringfence.decide_accounts('{small}', 'approve', 'seen')");
  expect(await one(publisher, "select outcome, applied::int from ringfence.release('r1')")).toEqual({ outcome: "released", applied: 101 });
});

attack({ who: "the night's credential", attack: "a ring of so long a name that no statement of reasons can be written, and every release fails", by: "a ring's name has at most 40 bytes" }, async () => {
  const night = await town.as("night");
  await expect(night.query("insert into ringfence.ring (ring_id, first_run_id, last_run_id, size, evidence_bits, price_bits, kinds, status) values ('R-1' || repeat('0', 2100), 'N-1', 'N-1', 2, 1, 1, '{device}', 'active')")).rejects.toMatchObject({ code: "23514" });
  expect(await one(publisher, "select outcome from ringfence.release('r1')")).toEqual({ outcome: "released" });
});

attack({ who: "the detector's credential", attack: "proposes for a run that was refused", by: "the run must have been published" }, async () => {
  await owner.query("insert into ringfence.run (run_id, kind, as_of, status, reason, started_at, finished_at, config_hash, code_version) values ('refused', 'nightly', now(), 'refused', 'too many', now(), now(), 'c', 'v')");
  expect(await one(await town.as("detector"), "select proposed::int, set_aside::int from ringfence.propose($1)", [JSON.stringify([proposal("p", { run_id: "refused" })])])).toEqual({ proposed: 0, set_aside: 1 });
});

attack({ who: "the detector's credential", attack: "blinds the brake on one value: keys without bits, with less than none, or of a fraction of the evidence", by: "keys carry at least half of the evidence, and none less than no bits" }, async () => {
  const detector = await town.as("detector");
  const blind = [{ keys: [{ kind: "device", key: "kiosk", members: 3, bits: 0 }] }, { keys: [{ kind: "device", key: "kiosk", members: 3, bits: 0.1 }] }, { keys: [{ kind: "device", key: "kiosk", members: 3, bits: 10 }, { kind: "ip", key: "x", members: 3, bits: -1000 }] }];
  expect(await one(detector, "select proposed::int, set_aside::int from ringfence.propose($1)", [JSON.stringify(blind.map((reasons, at) => proposal(`b${at}`, { reasons })))])).toEqual({ proposed: 0, set_aside: 3 });
});

attack({ who: "the detector's credential", attack: "a statement of reasons that carries other people's data, or an insult, by the names of kinds", by: "statements name known kinds only" }, async () => {
  // As it stood before proposals were checked.
  await owner.query(`alter table ringfence.ban_candidate disable trigger guard_candidate;
    insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, case_id, proposed_by)
    values ('N-1', 'told', 'R-1', 'watch', 1, '{"203.0.113.9 of Jane Doe",device}', '{}', 'proposed', '2026-01-01', 'C-9000', 'somebody'), ('N-1', 'also', 'R-1', 'watch', 1, '{device}', '{}', 'proposed', '2026-01-01', 'C-9001', 'somebody');
    alter table ringfence.ban_candidate enable always trigger guard_candidate`);
  await (await town.as("ana")).query("select ringfence.decide_accounts('{told,also}', 'approve', 'seen')");
  await publisher.query("select ringfence.release('r1')");
  // What cannot be what it says does not leave at all; and what a statement is made of holds no other word.
  expect((await owner.query("select account_id from ringfence.feed where account_id in ('told', 'also')")).rows).toEqual([{ account_id: "also" }]);
  expect((await owner.query("select from ringfence.feed where statement ~ 'Jane'")).rowCount).toBe(0);
});

attack({ who: "the night's credential", attack: "withdraws what another detector proposed, by not finding it", by: "a night withdraws what nights proposed" }, async () => {
  await (await town.as("detector")).query("select ringfence.propose($1)", [JSON.stringify([proposal("theirs")])]);
  await town.night(2, many(50));
  expect((await owner.query("select state, count(*)::int as n from ringfence.ban_candidate group by state order by state")).rows).toEqual([{ state: "approved", n: 50 }, { state: "proposed", n: 1 }, { state: "withdrawn", n: 50 }]);
});

import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { allowAdd, allowRemove, decideAccounts, decideRing, kindStanding, look, openReview } from "../../src/enforcement/people.js";
import { enforcementState, expireDue, release, releasePreview, setCaps, setMode, undo } from "../../src/enforcement/releases.js";
import { readSubject } from "../../src/postgres/read-subject.js";
import { seededRandom } from "../../src/graph/random.js";
import { testServer } from "../postgres-server.js";
import { candidate, day, many, one, openGates, openTown, userOf, type Town } from "./town.js";

let town: Town;
let owner: Client;
let publisher: Client;
// Between two towns nobody else may be using the server; it need not stop each time.
let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => void (server = await testServer()));
afterAll(() => server.stop());
beforeEach(async () => {
  town = await openTown();
  owner = town.owner;
  publisher = await town.as("publisher");
});
afterEach(() => town.close());
const count = async (state: string): Promise<number> => Number((await one(owner, "select count(*) from ringfence.ban_candidate where state = $1", [state])).count);

describe("people", () => {
  test("a ban needs two database users, neither of them the proposer", async () => {
    await town.night(1, [candidate("ann")]);
    await expect(decideAccounts(owner, ["ann"], "approve", "I said so")).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("proposed some of these bans") });
    const [ana, ben] = [await town.as("ana"), await town.as("ben")];
    expect(await decideAccounts(ana, ["ann"], "approve", "seen")).toEqual({ decided: 1, changed: 0, waiting: 1 });
    // Saying it twice, or on another connection, is still one person.
    expect(await decideAccounts(await town.as("ana"), ["ann"], "approve", "seen again")).toEqual({ decided: 0, changed: 0, waiting: 1 });
    expect(await decideAccounts(ben, ["ann"], "approve", "seen")).toEqual({ decided: 1, changed: 1, waiting: 0 });
    expect((await owner.query("select decided_by, verdict, reason from ringfence.decision order by decision_id")).rows).toEqual([
      { decided_by: userOf("ana"), verdict: "approve", reason: "seen" }, { decided_by: userOf("ben"), verdict: "approve", reason: "seen" },
    ]);
    expect(await decideAccounts(ana, ["ann"], "reject", "a mistake")).toMatchObject({ changed: 1 });
    expect(await town.states()).toEqual(["ann rejected"]);
  });

  test("another detector cannot approve what it proposed, and one person is enough for a restriction", async () => {
    await town.night(1, [candidate("ann", { ring_id: "R-1" })]);
    const detector = await town.as("detector");
    await owner.query(`grant ringfence_reviewer to ${userOf("detector")}`);
    try {
      const rows = [{ ...candidate("mia"), run_id: "N-1" }, { ...candidate("max", { action: "restrict" }), run_id: "N-1" }, { ...candidate("ann"), run_id: "N-1" }];
      expect(await one(detector, "select proposed::int, left_out::int from ringfence.propose($1)", [JSON.stringify(rows)])).toEqual({ proposed: 2, left_out: 1 });
      await expect(decideAccounts(detector, ["mia"], "approve", "mine")).rejects.toMatchObject({ code: "USAGE" });
    } finally {
      await owner.query(`revoke ringfence_reviewer from ${userOf("detector")}`);
    }
    expect(await decideAccounts(await town.as("ana"), ["max"], "approve", "seen")).toEqual({ decided: 1, changed: 1, waiting: 0 });
  });

  test("a list is decided whole or not at all", async () => {
    await town.night(1, many(5));
    await expect(decideAccounts(await town.as("ana"), ["a000001", "nobody"], "reject", "no")).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("1 of these 2 accounts") });
    expect(await count("proposed")).toBe(5);
  });

  test("a whole ring is approved only by who looked at the accounts drawn, and only while it is what was drawn from", async () => {
    await town.night(1, many(100, (at) => ({ device: at < 60 ? "shared" : `own-${at}` })));
    const ana = await town.as("ana");
    const review = await openReview(ana, "R-1");
    expect(review.radius).toMatchObject({ cases: 100, ban: 100, protected: 0, size: 100, value_kind: "device", value: "shared", value_cases: 60, value_share: 0.3 });
    expect(await one(ana, "select value_share from ringfence.blast_radius('R-1')")).toEqual({ value_share: 0.3 });
    expect(review.sample).toHaveLength(10);
    expect((await openReview(ana, "R-1")).sample).toEqual(review.sample);
    const decision = { reviewId: review.review_id, verdict: "approve" as const, reason: "a farm" };
    for (const account of review.sample.slice(1)) expect((await look(ana, review.review_id, account)).map((row) => row.kind)).toEqual(["device", "timing"]);
    await expect(decideRing(ana, decision)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("1 of the 10 accounts") });
    await look(ana, review.review_id, review.sample[0]);
    await expect(decideRing(await town.as("ben"), decision)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("opened no review") });
    expect(await decideRing(ana, decision)).toEqual({ decided: 100, changed: 0, waiting: 100 });
    await town.night(2, [...many(100, (at) => ({ device: at < 60 ? "shared" : `own-${at}` })), candidate("late")]);
    await expect(decideRing(ana, decision)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("not there when review") });
  });
});

describe("brakes", () => {
  test("a new installation is in shadow: everything is computed, nothing is released", async () => {
    await town.night(1, many(3));
    await town.approveAll();
    expect(await enforcementState(await town.as("reader"))).toMatchObject({ mode: "shadow", approved: 3, released: 0, active_accounts: 100_000 });
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "shadow", applied: 0, waiting: 3 });
    expect(await releasePreview(await town.as("reader"))).toHaveLength(3);
    expect(await town.feed()).toEqual([]);
  });

  test("an account's own export tells what was decided and released about it, not by whom", async () => {
    await town.night(1, [candidate("ann"), candidate("ben")]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    const { decisions, effects } = await readSubject(owner, "ann");
    expect(decisions.map(({ verdict, action }) => [verdict, action])).toEqual([["approve", "ban"], ["approve", "ban"]]);
    expect(effects).toMatchObject([{ effect: "apply", action: "ban", reason_code: "coordinated_ring", ring_id: "R-1", expires_at: null }]);
    expect(JSON.stringify({ decisions, effects })).not.toMatch(new RegExp(`ben|looked at|${userOf("ana")}`));
    expect(await readSubject(owner, "nobody")).toMatchObject({ decisions: [], effects: [] });
  });

  test("off holds, and lifts leave all the same", async () => {
    await town.night(1, [candidate("ann"), candidate("ben", { action: "restrict", expires_at: day(700) })]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    await town.night(2, [candidate("ann"), candidate("ben", { action: "restrict", expires_at: day(700) }), candidate("cat", { action: "watch" })]);
    await town.approveAll();
    await setMode(publisher, "off", "an incident");
    expect(await release(publisher, { id: "r2" })).toMatchObject({ outcome: "held", brake: "mode", applied: 0 });
    await owner.query("select ringfence.expire_due('2028-01-01')");
    await undo(await town.as("appeals"), { what: "run", subject: "N-1", id: "u1", reason: "wrong" });
    expect(await town.feed()).toEqual(["1 apply ann ban coordinated_ring", "2 apply ben restrict coordinated_ring", "3 lift ben restrict expired", "4 lift ann ban undone_run"]);
  });

  test("the cap of a release and of a day, absolute and as a share, hold it whole and say how to go on", async () => {
    await town.night(1, many(30), 1000);
    await town.approveAll();
    await setMode(publisher, "on", "test");
    // 0.01 of 1,000 accounts.
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "held", brake: "release_cap", applied: 0, message: expect.stringMatching(/apply 30 effects; the cap is 10 .*--limit 10.*--release-cap 30/) });
    expect(await release(publisher, { id: "r1", most: 10 })).toMatchObject({ outcome: "released", applied: 10 });
    await setCaps(owner, { release_cap_share: 1, release_cap: 15 }, "test");
    expect(await release(publisher, { id: "r2" })).toMatchObject({ outcome: "held", brake: "release_cap", message: expect.stringContaining("cap is 15") });
    // 0.02 of 1,000 in a day, 10 of them gone.
    expect(await release(publisher, { id: "r2", most: 11 })).toMatchObject({ outcome: "held", brake: "day_cap", message: expect.stringMatching(/11 effects after 10 in the last 24 hours; the cap is 20/) });
    expect(await release(publisher, { id: "r2", most: 10 })).toMatchObject({ outcome: "released", applied: 10, first_seq: 11, last_seq: 20 });
    expect(await release(publisher, { id: "r3", most: 1 })).toMatchObject({ outcome: "held", brake: "day_cap" });
    expect((await owner.query("select detail ->> 'brake' as brake from ringfence.audit where change = 'held' order by audit_id")).rows.map((row) => row.brake)).toEqual(["release_cap", "release_cap", "day_cap", "day_cap"]);
  });

  test("nothing leaves before a run was published: there are no active accounts to take a share of", async () => {
    await setMode(publisher, "on", "test");
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "nothing" });
  });

  test("a release that rests by more than half on one value is held until somebody accepts that value", async () => {
    await town.night(1, many(20, () => ({ device: "kiosk", target: "room" })).map((row, at) => ({ ...row, reasons: { ...row.reasons, keys: row.reasons.keys.map((key) => ({ ...key, bits: key.kind === "device" ? 10 : 9 + (at % 2) })) } })));
    await town.approveAll();
    await openGates(publisher, town);
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "held", brake: "one_value", message: expect.stringMatching(/51 % .* on one device, "kiosk", which 20 of its 20 .*--accept 'device:kiosk'/) });
    expect(await release(publisher, { id: "r1", accept: "device:other" })).toMatchObject({ outcome: "held" });
    expect(await release(publisher, { id: "r1", accept: "device:kiosk" })).toMatchObject({ outcome: "released", applied: 20 });
  });

  test("a flood is one value too, however strong its targets are together", async () => {
    const flood = { kind: "flood" as const, key: "1767225600000", members: 20, bits: 25 };
    await town.night(1, many(20).map((row) => ({ ...row, kinds: ["timing", "flood"], reasons: { ...row.reasons, keys: [...row.reasons.keys, flood] } })));
    await town.approveAll();
    await openGates(publisher, town);
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "held", brake: "one_value", message: expect.stringMatching(/on one flood, "1767225600000", which 20 of its 20 .*--accept 'flood:1767225600000'/) });
    expect(await release(publisher, { id: "r1", accept: "flood:1767225600000" })).toMatchObject({ outcome: "released", applied: 20 });
  });

  test("the canary is the same accounts however often and in whatever company they are asked for, and a case is drawn once", async () => {
    const actions = ["ban", "challenge", "watch"] as const;
    const all = many(600, (at) => ({ action: actions[at % 3], ring_id: `R-${1 + (at % 6)}` }));
    await town.night(1, all);
    await town.approveAll();
    await openGates(publisher, town);
    await setCaps(owner, { canary_share: 0.1 }, "test");
    await setMode(publisher, "canary", "test");
    const chosen = async (cases: string): Promise<string[]> => (await one(owner, `select ringfence.canary_chosen(array(${cases}), 0.1) as chosen`)).chosen as string[];
    const drawn = await chosen("select case_id from ringfence.ban_candidate");
    // A tenth of 600, give or take four standard deviations.
    expect(Math.abs(drawn.length - 60)).toBeLessThan(30);
    const one_ = await chosen("select case_id from ringfence.ban_candidate where ring_id = 'R-1'");
    expect(drawn.filter((id) => one_.includes(id))).toEqual(one_);
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "released", applied: drawn.length, waiting: 600 - drawn.length });
    expect(await release(publisher, { id: "r2" })).toMatchObject({ outcome: "nothing", message: expect.stringContaining("drawn before") });
    // What was drawn and not chosen stands in nobody's way.
    await town.night(2, [...all, ...many(200).map((row) => ({ ...row, account_id: `b${row.account_id}`, ring_id: "R-1" }))]);
    await town.approveAll();
    expect((await release(publisher, { id: "r2", most: 100 })).outcome).toBe("released");
    await setMode(publisher, "on", "it went well");
    expect(await release(publisher, { id: "r3" })).toMatchObject({ outcome: "released" });
    expect(await count("released")).toBe(800);
  });

  test("restrictions that expire by themselves leave without a person only where the brakes say so, and nothing else does", async () => {
    const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
    // For a hundred days at most.
    await town.night(1, [candidate("timed", { action: "restrict", expires_at: inDays(99) }), candidate("long", { action: "restrict", expires_at: inDays(101) }), candidate("open", { action: "restrict" }), candidate("ban")]);
    await openGates(publisher, town);
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "nothing" });
    await setCaps(owner, { auto_restrict: true }, "test");
    expect(await release(publisher, { id: "r1" })).toMatchObject({ outcome: "released", applied: 1 });
    expect(await town.states()).toEqual(["ban proposed", "long proposed", "open proposed", "timed released"]);
    expect((await owner.query("select verdict from ringfence.decision")).rows).toEqual([{ verdict: "automatic" }]);
  });

  test("two publishers at once never pass a cap together", async () => {
    const rounds = 100;
    await town.night(1, many(3 * rounds));
    await town.approveAll();
    await openGates(publisher, town);
    const other = await town.as("publisher");
    const random = seededRandom(11);
    let before = 0;
    for (let round = 0; round < rounds; round++) {
      const room = 1 + Math.floor(random() * 3);
      await setCaps(owner, { day_cap: before + room }, "test");
      const sizes = [1 + Math.floor(random() * 3), 1 + Math.floor(random() * 3)];
      const outcomes = await Promise.all([publisher, other].map((client, at) => release(client, { id: `r-${round}-${at}`, most: sizes[at] })));
      const applied = outcomes.reduce((sum, outcome) => sum + outcome.applied, 0);
      expect(applied).toBeLessThanOrEqual(room);
      // Whoever was held was held for a reason.
      for (const [at, outcome] of outcomes.entries()) if (outcome.outcome === "held") expect(applied + sizes[at]).toBeGreaterThan(room);
      before += applied;
      if (await count("approved") < 4) break;
    }
    expect(before).toBeGreaterThan(50);
  });
});

describe("the allow-list", () => {
  test.each([
    ["account", "ann"], ["device", "tablet"], ["target", "room"], ["address", "203.0.113.9"], ["network", "203.0.113.0/24"], ["address", "203.0.0.0/16"], ["network", "2001:db8::/32"],
    // Other spellings than those of keys.
    ["device", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}"], ["address", "::ffff:203.0.113.9"], ["address", "203.0.113.9/32"], ["address", "2001:0DB8:1:7::25"], ["network", "2001:DB8:1:0:0::/48"], ["flood", "1767225600000"],
  ] as const)("%s %s: not proposed, not released, until it is taken back", async (kind, value) => {
    const ann = candidate("ann", { device: "tablet", target: "room" });
    ann.reasons.keys.push({ kind: "ip", key: "203.0.113.9@1767225600000", members: 6, bits: 3 }, { kind: "subnet", key: "2001:db8:1::/48@1767225600000", members: 6, bits: 3 }, { kind: "ip", key: "2001:db8:1:7::/64@1767225600000", members: 6, bits: 3 },
      { kind: "device", key: "3f2504e0-4f89-11d3-9a0c-0305e82c3301", members: 6, bits: 3 }, { kind: "flood", key: "1767225600000", members: 6, bits: 3 });
    const ben = candidate("ben");
    ben.reasons.keys.push({ kind: "ip", key: "198.51.100.9@1767225600000", members: 6, bits: 3 }, { kind: "ip", key: "h1.0123456789abcdef0123456789abcdef@1767225600000", members: 6, bits: 3 });
    await town.night(1, [ann, ben]);
    await town.approveAll();
    await openGates(publisher, town);
    const ana = await town.as("ana");
    const { allow_id } = await allowAdd(ana, { kind, value, reason: "known", expiresAt: null });
    expect(await allowAdd(ana, { kind, value, reason: "known", expiresAt: null })).toMatchObject({ allow_id });
    // Also where somebody writes to the feed past the release.
    await expect(owner.query("select ringfence.append_effects('apply', array(select case_id from ringfence.ban_candidate where account_id = 'ann'), 'past', 'coordinated_ring', date_trunc('milliseconds', clock_timestamp()))")).rejects.toMatchObject({ code: "RF001", message: expect.stringContaining("rests on the allow-list") });
    expect(await release(publisher, { id: "r1" })).toMatchObject({ applied: 1 });
    expect(await town.states()).toEqual(["ann approved", "ben released"]);
    await town.night(2, []);
    await town.night(3, [ann]);
    expect(await town.states()).toEqual(["ann withdrawn", "ben released"]);
    expect(await allowRemove(ana, allow_id)).toBe(true);
    expect(await allowRemove(ana, allow_id)).toBe(false);
    await town.night(4, [ann]);
    expect(await town.states()).toEqual(["ann withdrawn", "ben released", "ann proposed"]);
  });

  test("device ids are read as a night reads them", async () => {
    const spellings = [" 3F2504E0-4F89-11D3-9A0C-0305E82C3301\n", "urn:uuid:3f2504e04f8911d39a0c0305e82c3301", "(3F2504E0-4F89-11D3-9A0C-0305E82C3301)", "0X71D82A3BDB5408C7", "71d82a3b", "71D82A3", "00-1A-2B-3C-4D-5E", "001A.2B3C.4D5E", "IDFV:3F2504E0-4F89-11D3-9A0C-0305E82C3301",
      "android-71D82A3BDB5408C7", "android-71D82A3", "Zk3fA9bQx1", "tablet of the hall", "d1 ", "k1:Zz", "Ünïcødé", "\u200b71D82A3B\u00a0", "{71D82A3B}", "\\x71D82A3B"];
    const engine = await DuckDbEngine.open({ path: ":memory:" });
    await engine.createTable("raw_login", { device_id: { type: "varchar", values: spellings } });
    await engine.runFile("duckdb/stage/device.sql");
    const night = new Map((await engine.rows("select given, device_id from device")).map((row) => [row.given, row.device_id]));
    engine.close();
    const { rows } = await owner.query<{ value: string }>("select ringfence.canonical_value('device', given) as value from unnest($1::text[]) with ordinality as one (given, place) order by place", [spellings]);
    expect(rows.map((row) => row.value)).toEqual(spellings.map((given) => night.get(given)));
  });

  test("an account added at a random moment is never released afterwards", async () => {
    const accounts = many(120);
    await town.night(1, accounts);
    await town.approveAll();
    await openGates(publisher, town);
    const ana = await town.as("ana");
    const random = seededRandom(5);
    const releasing = (async () => {
      for (let round = 0; round < 40; round++) await release(publisher, { id: `r-${round}`, most: 3 });
    })();
    const added: { account: string; afterSeq: number }[] = [];
    for (let round = 0; round < 60; round++) {
      const account = accounts[Math.floor(random() * accounts.length)].account_id;
      await allowAdd(ana, { kind: "account", value: account, reason: "known", expiresAt: null });
      added.push({ account, afterSeq: Number((await one(owner, "select last_seq from ringfence.feed_head")).last_seq) });
    }
    await releasing;
    for (const { account, afterSeq } of added) {
      expect(await one(owner, "select count(*)::int as n from ringfence.feed where account_id = $1 and seq > $2", [account, afterSeq])).toEqual({ n: 0 });
    }
    const before = new Set(added.map(({ account }) => account));
    await release(publisher, { id: "rest" });
    const { rows } = await owner.query<{ account_id: string }>("select account_id from ringfence.ban_candidate where state = 'approved'");
    expect(rows.every((row) => before.has(row.account_id))).toBe(true);
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe("releasing and undoing", () => {
  test("the same id again has no second effect, and another request under it is refused", async () => {
    await town.night(1, many(4));
    await town.approveAll();
    await openGates(publisher, town);
    const first = await release(publisher, { id: "r1", most: 2 });
    expect(await release(publisher, { id: "r1", most: 2 })).toMatchObject({ outcome: "already", applied: 2, first_seq: first.first_seq, last_seq: first.last_seq });
    await expect(release(publisher, { id: "r1" })).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("was something else") });
    expect(await count("released")).toBe(2);
    const appeals = await town.as("appeals");
    const request = { what: "release", subject: "r1", id: "u1", reason: "wrong" } as const;
    expect(await undo(appeals, request)).toMatchObject({ outcome: "undone", lifted: 2, withdrawn: 0 });
    expect(await undo(appeals, request)).toMatchObject({ outcome: "already", lifted: 2 });
    expect(await undo(appeals, { ...request, id: "u2" })).toMatchObject({ outcome: "nothing", lifted: 0 });
  });

  test("a ring's undo lifts all of it in one release, withdraws what has not left, and leaves labels", async () => {
    await town.night(1, [...many(4), candidate("else", { ring_id: "R-2", kinds: ["timing"] })]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    await town.night(2, [...many(4), candidate("else", { ring_id: "R-2", kinds: ["timing"] }), candidate("late")]);
    expect(await undo(await town.as("appeals"), { what: "ring", subject: "R-1", id: "u1", reason: "an agency" })).toEqual({ outcome: "undone", lifted: 4, withdrawn: 1, first_seq: 6, last_seq: 9, allowed: null });
    expect((await town.states()).filter((line) => !line.startsWith("else"))).toEqual([...many(4).map((row) => `${row.account_id} reversed`), "late withdrawn"]);
    expect((await owner.query("select count(*)::int as n, min(reason) as reason, min(overturned_by) as by from ringfence.overturned")).rows).toEqual([{ n: 4, reason: "an agency", by: userOf("appeals") }]);
    expect(await kindStanding(await town.as("reader"))).toEqual([
      { kind: "device", applied_count: 4, overturned_count: 4, overturned_share: 1 },
      { kind: "timing", applied_count: 5, overturned_count: 4, overturned_share: 0.8 },
    ]);
    await town.night(3, [...many(4), candidate("else", { ring_id: "R-2", kinds: ["timing"] })]);
    expect((await openReview(await town.as("ana"), "R-1")).radius).toMatchObject({
      cases: 4, overturned_before: 4, overturned_kinds: [{ kind: "device", applied_count: 4, overturned_count: 4, overturned_share: 1 }, { kind: "timing", applied_count: 5, overturned_count: 4, overturned_share: 0.8 }],
    });
  });

  test("what is over is lifted by itself, once, also by a release in shadow; a person cannot end what is not over", async () => {
    await town.night(1, [candidate("short", { action: "restrict", expires_at: day(700) }), candidate("long", { action: "restrict", expires_at: day(1000) })]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    await expect(publisher.query("select ringfence.expire_due('2028-01-01')")).rejects.toMatchObject({ code: "RF001" });
    expect(await expireDue(publisher)).toBe(0);
    await owner.query("select ringfence.expire_due('2028-01-01')");
    await owner.query("select ringfence.expire_due('2028-01-01')");
    expect(await town.states()).toEqual(["long released", "short expired"]);
    expect((await town.feed())[2]).toBe("3 lift short restrict expired");
  });

  test("a statement of reasons holds nothing of others, whatever the detector wrote", async () => {
    const ann = candidate("ann");
    ann.reasons.summary = "Acts as one with ben, whose phone is 555-1234.";
    await town.night(1, [ann, candidate("ben")]);
    await town.approveAll();
    await openGates(publisher, town);
    await release(publisher, { id: "r1" });
    await undo(owner, { what: "run", subject: "N-1", id: "u1", reason: "because ben said so" });
    const { rows } = await owner.query<{ statement: string }>("select statement from ringfence.feed where account_id = 'ann' order by seq");
    expect(rows.map((row) => row.statement)).toEqual([
      expect.stringMatching(/^Ban: the account acts as one with other accounts, beyond chance \(ring R-1, 2 accounts\)\. Shared traces: device, timing\. To object, name case C-\d+\.$/),
      expect.stringMatching(/^The ban of case C-\d+ is lifted: the decision was undone\.$/),
    ]);
  });

  test("another isolation level is refused: it would decide by what was", async () => {
    for (const level of ["repeatable read", "serializable"]) {
      await publisher.query(`begin isolation level ${level}`);
      await expect(publisher.query("select * from ringfence.release('r1')")).rejects.toMatchObject({ code: "RF001" });
      await publisher.query("rollback");
    }
  });

  test("one hint per release", async () => {
    await town.night(1, many(50));
    await town.approveAll();
    await openGates(publisher, town);
    const enforcer = await town.as("enforcer");
    const heard: string[] = [];
    enforcer.on("notification", ({ payload }) => heard.push(payload ?? ""));
    await enforcer.query("listen ringfence_feed");
    await release(publisher, { id: "r1" });
    await undo(owner, { what: "release", subject: "r1", id: "u1", reason: "wrong" });
    await enforcer.query("select 1");
    expect(heard).toEqual(["", ""]);
  });
});

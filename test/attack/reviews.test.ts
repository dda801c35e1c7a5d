import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { many, one, openTown, reviewRing, userOf, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

let town: Town;
let ana: Client;
let ben: Client;
beforeEach(async () => {
  town = await openTown();
  await town.night(1, many(40));
  [ana, ben] = [await town.as("ana"), await town.as("ben")];
});
afterEach(() => town.close());
const accounts = many(40).map((row) => row.account_id);
const approved = async (): Promise<number> => Number((await one(town.owner, "select count(*) from ringfence.ban_candidate where state = 'approved'")).count);
const refused = { code: "RF001" };

attack({ who: "a reviewer", attack: "a whole ring by name: decide_accounts of what blast_radius lists, by two people", by: "from a quarter of a ring on (2 to 20 cases) approvals take a review" }, async () => {
  for (const client of [ana, ben]) await expect(client.query("select ringfence.decide_accounts((select accounts from ringfence.blast_radius('R-1')), 'approve', 'all of them')")).rejects.toMatchObject(refused);
  expect(await approved()).toBe(0);
});

attack({ who: "a reviewer", attack: "a whole ring by name, piece by piece, two people in turns, in calls and in transactions of their own", by: "what anybody approved by name counts together" }, async () => {
  for (const [at, account] of accounts.entries()) for (const client of at % 2 === 0 ? [ana, ben] : [ben, ana]) await client.query("select ringfence.decide_accounts(array[$1], 'approve', 'one')", [account]).catch(() => {});
  expect(await approved()).toBe(10);
});

attack({ who: "a reviewer", attack: "approves a ring without looking, with looks of somebody else's review, and with looks that were rolled back", by: "a look is a row of one's own, for one's own review" }, async () => {
  const mine = await one(ana, "select * from ringfence.open_review('R-1')");
  const theirs = await one(ben, "select * from ringfence.open_review('R-1')");
  for (const account of theirs.sample as string[]) await ben.query("select from ringfence.look($1, $2)", [theirs.review_id, account]);
  await ana.query("begin");
  for (const account of mine.sample as string[]) await ana.query("select from ringfence.look($1, $2)", [mine.review_id, account]);
  await ana.query("rollback");
  for (const review of [mine, theirs]) await expect(ana.query("select ringfence.decide_ring($1, 'approve', 'looked')", [review.review_id])).rejects.toMatchObject(refused);
  for (const account of theirs.sample as string[]) await expect(ana.query("select from ringfence.look($1, $2)", [theirs.review_id, account])).rejects.toMatchObject(refused);
  expect(await approved()).toBe(0);
});

attack({ who: "a reviewer", attack: "draws again until the sample suits: a seed of one's own, again and again, rolled back", by: "the draw hangs on ring, run and reviewer and on a secret of the installation; it is the same again" }, async () => {
  const draws = new Set<string>();
  for (let n = 0; n < 20; n += 1) {
    await ana.query("begin");
    draws.add(JSON.stringify((await one(ana, "select sample from ringfence.open_review('R-1')")).sample));
    await ana.query(n % 2 === 0 ? "rollback" : "commit");
  }
  expect(draws.size).toBe(1);
  await expect(ana.query("select * from ringfence.open_review('R-1', 'my seed')")).rejects.toMatchObject({ code: "42883" });
  await expect(ana.query("select * from ringfence.open_review('R-1', seed => 'my seed')")).rejects.toMatchObject({ code: "42883" });
  await expect(ana.query("select * from ringfence.secret")).rejects.toMatchObject({ code: "42501" });
});

attack({ who: "a reviewer", attack: "approves a ring whose blast radius nobody was shown", by: "opening a review is what shows it, and keeps what was shown" }, async () => {
  await expect(ana.query("select ringfence.decide_ring(1, 'approve', 'blind')")).rejects.toMatchObject(refused);
  await reviewRing(ana, "R-1");
  expect(await one(town.owner, "select (radius ->> 'cases')::int as cases, radius ? 'value_share' as value from ringfence.review")).toEqual({ cases: 40, value: true });
});

attack({ who: "a reviewer", attack: "approves the same ban twice, as one person in two sessions and under two roles", by: "approvals count by database user" }, async () => {
  for (const client of [ana, await town.as("ana")]) expect(await reviewRing(client, "R-1")).toMatchObject({ changed: "0" });
  expect(await approved()).toBe(0);
});

attack({ who: "a reviewer", attack: "makes a second user of one's own a member of oneself (grant alice to ghost, up to Postgres 14 anybody's to do), approves a ban alone, and as a publisher confirms one's own caps", by: "a role that is held through another user that logs in does not count" }, async () => {
  const { owner } = town;
  for (const [person, ghost] of [["ana", "ringfence_test_ghost"], ["publisher", "ringfence_test_ghost2"]] as const) {
    await town.login(person);
    await owner.query(`do $$ begin create role ${ghost}; exception when duplicate_object or unique_violation then null; end $$`);
    const client = await town.as(person);
    // From Postgres 15 on an administrator's to do.
    await client.query(`grant ${userOf(person)} to ${ghost}`).catch(() => owner.query(`grant ${userOf(person)} to ${ghost}`));
  }
  try {
    const [ghost, publisher] = [await town.as("ana"), await town.as("publisher")];
    await ghost.query("reset session authorization; set session authorization ringfence_test_ghost");
    await ana.query("select ringfence.decide_accounts('{a000001}', 'approve', 'one')");
    const told = { code: "RF001", message: expect.stringContaining("by another user's membership only") };
    await expect(ghost.query("select ringfence.decide_accounts('{a000001}', 'approve', 'two')")).rejects.toMatchObject(told);
    await expect(reviewRing(ghost, "R-1")).rejects.toMatchObject(told);
    expect(await town.states()).not.toContain("a000001 approved");
    const { request_id } = await one(publisher, "select request_id from ringfence.set_caps('more', day_cap => 2000000)");
    await ghost.query("reset session authorization; set session authorization ringfence_test_ghost2");
    await expect(ghost.query("select ringfence.confirm_caps($1)", [request_id])).rejects.toMatchObject(told);
    // Through a group that nobody logs in as it does.
    await owner.query("create role ringfence_test_group; grant ringfence_reviewer to ringfence_test_group; grant ringfence_test_group to ringfence_test_ghost");
    await ghost.query("reset session authorization; set session authorization ringfence_test_ghost");
    await ghost.query("select ringfence.decide_accounts('{a000001}', 'approve', 'two')");
    expect(await town.states()).toContain("a000001 approved");
  } finally {
    await owner.query(`revoke ${userOf("ana")} from ringfence_test_ghost; revoke ${userOf("publisher")} from ringfence_test_ghost2; drop role if exists ringfence_test_group`);
  }
});

attack({ who: "a reviewer", attack: "keeps reviews of several nights and decides by the one whose draw suits", by: "a review holds until the next run finds the ring" }, async () => {
  const review = await one(ana, "select * from ringfence.open_review('R-1')");
  for (const account of review.sample as string[]) await ana.query("select from ringfence.look($1, $2)", [review.review_id, account]);
  await town.night(2, many(40));
  await expect(ana.query("select ringfence.decide_ring($1, 'approve', 'the old one')", [review.review_id])).rejects.toMatchObject({ ...refused, message: expect.stringContaining("A later run has found ring") });
  expect(await reviewRing(ana, "R-1")).toMatchObject({ decided: "40" });
});

attack({ who: "the detector's credential", attack: "hides six bans among hundreds of weak proposals, so that a review draws none of them", by: "bans are drawn by themselves" }, async () => {
  await town.night(2, [...many(6).map((row) => ({ ...row, account_id: `hidden-${row.account_id}`, ring_id: "R-2" })), ...many(400, () => ({ action: "watch" as const, ring_id: "R-2" })).map((row) => ({ ...row, account_id: `chaff-${row.account_id}` }))]);
  const { sample } = await one(ana, "select sample from ringfence.open_review('R-2')");
  expect((sample as string[]).filter((account) => account.startsWith("hidden-"))).toHaveLength(5);
});

import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { deletePast, retainedTables, type RetainedTable } from "../../src/postgres/delete-past.js";
import { many, one, openGates, openTown, people, type Town } from "../enforcement/town.js";
import { attack } from "./attack.js";

let town: Town;
let night: Client;
beforeEach(async () => {
  town = await openTown();
  await town.night(1, many(20));
  await town.approveAll();
  await openGates(town.owner, town);
  night = await town.as("night");
  await night.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version, account_count) values ('I-1', 'incident', now() - interval '1 minute', 'published', now(), now(), 'c', 'v', 100000)");
});
afterEach(() => town.close());

const proposal = (account_id: string, more: object = {}): object => ({
  run_id: "I-1", account_id, ring_id: "R-1", action: "restrict", evidence_bits: 9, probability: 0.9, kinds: ["flood"], expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  reasons: { summary: "Woke up.", keys: [{ kind: "flood", key: "1767225600000", members: 9, bits: 9 }] }, ...more,
});
const propose = (proposals: readonly object[]): Promise<Record<string, unknown>> => one(night, "select proposed::int, set_aside::int from ringfence.propose($1)", [JSON.stringify(proposals)]);
const release = async (): Promise<number> => Number((await one(night, "select ringfence.release_incident('R-1') as n")).n);
const count = (state: string, accounts: string): Promise<Record<string, unknown>> => one(town.owner, "select count(*)::int as n from ringfence.ban_candidate where state = $1 and account_id like $2", [state, accounts]);

attack({ who: "the night's credential", attack: "releases as an incident: approved bans, what never ends, more than the cap, with the cap at 0 or the mode off", by: "only restrictions of incidents that end leave so, within incident_cap and every brake" }, async () => {
  expect(await propose([...["z1", "z2", "z3", "z4"].map((id) => proposal(id)), proposal("z0", { expires_at: null }), proposal("z9", { action: "ban" })])).toEqual({ proposed: 6, set_aside: 0 });
  expect(await release()).toBe(0);
  await town.owner.query("select ringfence.set_caps('an attack', incident_cap => 3)");
  await town.owner.query("select ringfence.set_mode('off', 'stop')");
  expect(await release()).toBe(0);
  await town.owner.query("select ringfence.set_mode('on', 'go')");
  expect([await release(), await release()]).toEqual([3, 0]);
  expect((await town.feed()).map((line) => line.split(" ").slice(1, 4).join(" "))).toEqual(["apply z1 restrict", "apply z2 restrict", "apply z3 restrict"]);
  expect(await count("approved", "a%")).toEqual({ n: 20 });
  await expect(night.query("update ringfence.enforcement set incident_cap = 1000")).rejects.toMatchObject({ code: "42501" });
});

attack({ who: "the night's credential", attack: "releases as an incident what rests on one device of people", by: "the brake on one value holds there too, and audit says so" }, async () => {
  const keys = [{ kind: "flood", key: "1767225600000", members: 9, bits: 3 }, { kind: "device", key: "a school's tablet", members: 9, bits: 9 }];
  await propose(["z1", "z2"].map((id) => proposal(id, { kinds: ["device", "flood"], reasons: { summary: "Woke up.", keys } })));
  await town.owner.query("select ringfence.set_caps('an attack', incident_cap => 3)");
  expect(await release()).toBe(0);
  expect(await one(town.owner, "select detail ->> 'brake' as brake from ringfence.audit where subject = 'release' and change = 'held' order by audit_id desc limit 1")).toEqual({ brake: "one_value" });
});

attack({ who: "the night's credential", attack: "ends as an incident what nights proposed and people approved, or hides what cases rest on", by: "an incident's scope is its own open proposals; what hides its weight is set aside" }, async () => {
  const everybody = many(20).map(({ account_id }) => account_id);
  for (const name of ["withdraw_incident", "supersede_incident"]) expect(await one(night, `select ringfence.${name}('R-1', $1)::int as n`, [everybody])).toEqual({ n: 0 });
  expect(await propose([proposal("z1"), proposal("z2", { reasons: { summary: "Woke up.", keys: [] } }), proposal("z3", { run_id: "I-2" })])).toEqual({ proposed: 1, set_aside: 2 });
  // A night withdraws what nights proposed.
  await night.query("select ringfence.withdraw_open('{}', '{}')");
  expect([await count("withdrawn", "a%"), await count("proposed", "z1")]).toEqual([{ n: 20 }, { n: 1 }]);
  expect(await one(night, "select ringfence.withdraw_incident('R-1', '{z1}')::int as n")).toEqual({ n: 1 });
});

attack({ who: "the night's credential", attack: "releases as an incident again and again: short restrictions that end, their cases deleted as retention would, their run called a night's", by: "what was in force is kept; whatever left without a person in 24 hours counts, of whatever run" }, async () => {
  const soon = (): string => new Date(Date.now() + 1500).toISOString();
  await town.owner.query("select ringfence.set_caps('an attack', incident_cap => 2)");
  await propose(["z1", "z2"].map((id) => proposal(id, { expires_at: soon() })));
  expect(await release()).toBe(2);
  await night.query("select pg_sleep(1.6)");
  await night.query("select ringfence.expire_due()");
  expect(await count("expired", "z%")).toEqual({ n: 2 });
  const deleted = await night.query("delete from ringfence.ban_candidate where account_id like 'z%'").then(() => "done", (error: { code: string }) => error.code);
  await night.query("update ringfence.run set kind = 'nightly' where run_id = 'I-1'");
  await night.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version, account_count) values ('I-2', 'incident', now(), 'published', now(), now(), 'c', 'v', 100000)");
  await propose(["z3", "z4"].map((id) => proposal(id, { run_id: "I-2" })));
  expect([deleted, await release()]).toEqual(["RF001", 0]);
});

attack({ who: "the night's credential", attack: "releases as an incident a restriction that ends in the year 9998", by: "without a person nothing leaves that lasts longer than seven days; than a hundred where restrictions of nights may leave so" }, async () => {
  await propose([proposal("z1", { expires_at: "9998-01-01T00:00:00Z" }), proposal("z2", { expires_at: new Date(Date.now() + 8 * 86_400_000).toISOString() })]);
  await town.owner.query("select ringfence.set_caps('an attack', incident_cap => 3)");
  expect(await release()).toBe(0);
  await town.owner.query("select ringfence.set_caps('an attack', auto_restrict => true)");
  await (await town.as("publisher")).query("select ringfence.release('r1')");
  expect([await count("released", "z1"), await count("released", "z2")]).toEqual([{ n: 0 }, { n: 1 }]);
});

attack({ who: "the night's credential", attack: "raises what it may let out: incident_cap by the table, by a call, by a count of accounts that grows", by: "brakes are people's; caps hold in numbers too, whatever a night says of the source" }, async () => {
  for (const sql of ["update ringfence.enforcement set incident_cap = 1000", "select ringfence.set_caps('more', incident_cap => 1000)", "insert into ringfence.cap_request (wanted, reason) values ('{\"incident_cap\": 1000}', 'mine')", "insert into ringfence.decision (case_id, verdict, reason) values ('C-1', 'automatic', 'mine')", "update ringfence.ban_candidate set state = 'approved'", "delete from ringfence.decision", "delete from ringfence.release"]) {
    await expect(night.query(sql), sql).rejects.toMatchObject({ code: "42501" });
  }
  await town.owner.query("select ringfence.set_caps('an attack', incident_cap => 3, release_cap => 2)");
  await night.query("update ringfence.run set account_count = 2000000000");
  await propose(["z1", "z2", "z3", "z4"].map((id) => proposal(id)));
  expect([await release(), await release(), await release()]).toEqual([2, 1, 0]);
});

for (const [who, person] of [["a reviewer", "ana"], ["a publisher", "publisher"], ["who answers appeals", "appeals"], ["the detector's credential", "detector"], ["an enforcer", "enforcer"], ["any database user", "reader"]] as const) {
  attack({ who, attack: `deletes as retention would, from any table, as ${people[person]}`, by: "retention is the night's work; nobody else deletes a row" }, async () => {
    const client = await town.as(person);
    const { rows } = await town.owner.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'ringfence'::regnamespace and relkind in ('r', 'v') order by 1");
    for (const { name } of rows) await expect(client.query(`delete from ringfence.${name}`), name).rejects.toMatchObject({ code: expect.stringMatching(/^(?:42501|55000)$/) });
    await expect(deletePast(client, { nowMs: Date.UTC(2100, 0, 1), days: Object.fromEntries(retainedTables.map((table) => [table, 1])) as Record<RetainedTable, number>, dryRun: false })).rejects.toMatchObject({ code: "DATABASE" });
  });
}

attack({ who: "the night's credential", attack: "deletes with retention's rights, and a clock of the year 2100, what people decided, what is open and what was in force", by: "a case is deleted only where it came to nothing by itself; decisions, audit, feed and what was overturned by nobody" }, async () => {
  await (await town.as("publisher")).query("select ringfence.release('r1', most => 4)");
  await (await town.as("appeals")).query("select ringfence.undo('account', 'a000000', 'u1', 'an appeal')");
  await (await town.as("ana")).query("select ringfence.decide_accounts('{a000010}', 'reject', 'no')");
  const kept = async (): Promise<unknown> => (await town.owner.query("select (select array_agg(case_id || ' ' || state order by case_id) from ringfence.ban_candidate where state <> 'withdrawn') as cases, (select count(*) from ringfence.decision) as decisions, (select count(*) from ringfence.overturned) as overturned, (select count(*) from ringfence.feed) as feed")).rows;
  const before = await kept();
  for (const { case_id } of (await town.owner.query<{ case_id: string }>("select case_id from ringfence.ban_candidate")).rows) await expect(night.query("delete from ringfence.ban_candidate where case_id = $1", [case_id]), case_id).rejects.toMatchObject({ code: "RF001" });
  await deletePast(night, { nowMs: Date.UTC(2100, 0, 1), days: Object.fromEntries(retainedTables.map((table) => [table, 0])) as Record<RetainedTable, number>, dryRun: false });
  expect(await kept()).toEqual(before);
});

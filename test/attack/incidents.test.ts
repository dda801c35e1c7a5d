import type { Client } from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { many, one, openGates, openTown, type Town } from "../enforcement/town.js";
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

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "pg";
import { releaseIncident } from "../../src/enforcement/release-incident.js";
import { enforcementState, release, setCaps, setMode } from "../../src/enforcement/releases.js";
import { connect } from "../../src/postgres/connect.js";
import { publishTick, type IncidentAnswer, type TickPublication } from "../../src/postgres/publish-incident.js";
import { readIncident, readIncidents } from "../../src/postgres/read-incident.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";
import { many, openTown } from "./town.js";

let database: TestDatabase;
let client: Client;
const hour = 3_600_000;

beforeAll(async () => {
  database = await testDatabase();
  client = await connect(database.url, "test");
  await client.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version, account_count) select id, kind, now() - interval '5 minutes', 'published', now(), now(), 'c', 'v', 1000 from (values ('N-1', 'nightly'), ('I-1', 'incident')) as one (id, kind)");
  await client.query("insert into ringfence.ring select 'R-' || n, 'N-1', 'N-1', 9, 10, 0, array['flood'], 'active' from generate_series(1, 2) as n");
  const propose = (run: string, ring: string, accounts: readonly string[], action = "restrict"): Promise<unknown> =>
    client.query("select ringfence.propose($1)", [JSON.stringify(accounts.map((account_id) => ({ run_id: run, account_id, ring_id: ring, action, evidence_bits: 9, probability: 0.99, kinds: ["flood"], reasons: { summary: "woke up", keys: [{ kind: "flood", key: "1767225600000", members: 5, bits: 9 }] }, expires_at: new Date(Date.now() + 12 * hour).toISOString() })))]);
  // The most urgent first: not in the order of ids.
  await propose("I-1", "R-1", ["zoe", "ann", "mia", "ben", "kim"]);
  await propose("I-1", "R-1", ["old"], "challenge");
  await propose("N-1", "R-2", ["tom"]);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
const inForce = async (): Promise<string[]> => (await client.query<{ account_id: string }>("select account_id from ringfence.feed where effect = 'apply' order by seq")).rows.map((row) => row.account_id);

test("proposals keep the order in which they were made, and their probability", async () => {
  const { rows } = await client.query("select account_id, probability from ringfence.ban_candidate where run_id = 'I-1' and action = 'restrict' order by length(case_id), case_id");
  expect(rows.map((row: { account_id: string }) => row.account_id)).toEqual(["zoe", "ann", "mia", "ben", "kim"]);
  expect(rows[0]).toMatchObject({ probability: 0.99 });
});

test("nothing leaves by itself: not without a cap, not in shadow", async () => {
  expect((await enforcementState(client)).incident_cap).toBe(0);
  expect(await releaseIncident(client, "R-1")).toBe(0);
  await setMode(client, "on", "a test");
  expect(await releaseIncident(client, "R-1")).toBe(0);
  expect(await inForce()).toEqual([]);
});

test("with a cap so many restrictions of incidents leave in 24 hours, most harm first; challenges, nights and bans still wait for people", async () => {
  await setCaps(client, { incident_cap: 3, release_cap_share: 1, day_cap_share: 1 }, "the attack of tonight");
  await setCaps(client, { release_cap: 2 }, "a small release");
  expect(await releaseIncident(client, "R-1")).toBe(2);
  expect(await inForce()).toEqual(["zoe", "ann"]);
  expect(await releaseIncident(client, "R-1")).toBe(1);
  expect(await releaseIncident(client, "R-1")).toBe(0);
  expect(await inForce()).toEqual(["zoe", "ann", "mia"]);
  expect(await release(client, { id: "by-hand" })).toMatchObject({ outcome: "nothing" });
});

test("a run on the minutes needs the role of nights and no more; people read what it found with roles of theirs", async () => {
  const town = await openTown();
  try {
    await town.night(1, many(3));
    const night = await town.as("night");
    const toMs = Date.now() - 60_000;
    const said = (accountId: string, answer: IncidentAnswer["answer"]): IncidentAnswer => ({
      accountId, answer, firstMs: toMs - 1, bits: 9, probability: 0.99, harm: 1, why: "Took part.", evidence: [{ name: "woke_up", bits: 9, says: "woke up" }], kinds: ["flood"],
      reasons: { summary: "Took part.", keys: [{ kind: "flood", key: String(toMs), members: 3, bits: 9 }] },
    });
    const tick = (minute: number, accounts: IncidentAnswer[], more: Partial<NonNullable<TickPublication["incident"]>> = {}): Promise<object> =>
      publishTick(night, {
        toMs: toMs + minute, startedAt: new Date(toMs), baselineRunId: "N-1", configHash: "c", codeVersion: "v", population: 1000, rows: { read: 1, late: 0, known: 0 }, surges: [], seconds: () => 1,
        incident: {
          known: undefined, action: "live_start", onsetMs: toMs - 60_000, lastSurgeMs: toMs, over: false, coordinated: true, peakCount: 9, peakExpected: 1, participantCount: 3, facts: {},
          minutes: [{ minuteMs: toMs - 60_000, count: 9, expected: 1, high: 4 }], accounts, restrictHours: 12, standing: new Map(), withdraw: [], ...more,
        },
      }, async () => {});
    expect(await tick(0, [said("z1", "restrict"), said("z2", "challenge"), said("z3", "restrict"), { ...said("z4", "restrict"), reasons: { summary: "Took part.", keys: [] } }])).toMatchObject({ incidentId: "I-1", proposed: 3, setAside: 1, faults: [{ count: 1 }] });
    const known = { incident_id: "I-1", onset_at: new Date(toMs - 60_000), last_surge_at: new Date(toMs), last_tick_at: new Date(toMs), ring_id: "R-2", coordinated: true, baseline_run_id: "N-1" };
    // What stands as it is, or stronger, is not said again; a challenge becomes a restriction.
    const standing = new Map([["z1", "restrict"], ["z2", "challenge"], ["z3", "restrict"]]);
    expect(await tick(30_000, [said("z2", "restrict"), said("z3", "challenge")], { known, standing, withdraw: ["z1", "a000000"] })).toMatchObject({ proposed: 1, superseded: 1, withdrawn: 1 });
    expect((await town.states()).filter((line) => line.startsWith("z"))).toEqual(["z1 withdrawn", "z2 superseded", "z3 proposed", "z2 proposed"]);
    const reader = await town.as("reader");
    expect((await readIncidents(reader, 10)).map(({ incident_id }) => incident_id)).toEqual(["I-1"]);
    expect(await readIncident(reader, "I-1", 5)).toMatchObject({ incident: { restrict_count: 4 }, minutes: [{ act_count: 9 }] });
  } finally {
    await town.close();
  }
});

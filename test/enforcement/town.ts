import type { Client } from "pg";
import { connect } from "../../src/postgres/connect.js";
import { publish, type Publication } from "../../src/postgres/publish.js";
import type { CandidateRow, RunRow } from "../../src/postgres/result-row.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

/** The users of the tests: a person per role, and two who may review. They may not log in; the owner of the test server becomes them. */
export const people = {
  night: "ringfence_night", detector: "ringfence_detector", ana: "ringfence_reviewer", ben: "ringfence_reviewer", publisher: "ringfence_publisher", second: "ringfence_publisher", enforcer: "ringfence_enforcer",
  appeals: "ringfence_appeals", auditor: "ringfence_auditor", reader: "ringfence_reader",
} as const;
export type Person = keyof typeof people;
export const userOf = (person: Person): string => `ringfence_test_${person}`;

/** A database with people in it, and cases to decide about. */
export interface Town {
  database: TestDatabase;
  /** The owner of the schema. */
  owner: Client;
  /** A connection of its own as one of the people: session_user is theirs. The town ends it. */
  as(person: Person): Promise<Client>;
  /** A connection that really logs in as one of the people. The town ends it. */
  login(person: Person): Promise<Client>;
  /** Publishes a night in which these candidates stand, a ring each that they name. @returns the run's id */
  night(n: number, candidates: readonly CandidateRow[], accountCount?: number): Promise<string>;
  /** Both reviewers approve everything that is open. */
  approveAll(): Promise<void>;
  /** `account state` of every case, by case. */
  states(): Promise<string[]>;
  feed(): Promise<string[]>;
  close(): Promise<void>;
}

export const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

export const candidate = (account_id: string, more: Partial<CandidateRow> & { device?: string; target?: string } = {}): CandidateRow => {
  const { device = `d-${account_id}`, target = `t-${account_id}`, ...rest } = more;
  return {
    account_id, ring_id: "R-1", action: "ban", evidence_bits: 20, probability: 0.99, kinds: ["device", "timing"], expires_at: null,
    reasons: {
      bits_by_kind: { device: 10, timing: 10 }, ring_size: 6, summary: "Acts as one.",
      keys: [{ kind: "device", key: device, members: 6, bits: 10 }, { kind: "timing", key: `follow:${target}@1767225600000`, members: 6, bits: 10 }],
    },
    ...rest,
  };
};

export const many = (count: number, more: (at: number) => Parameters<typeof candidate>[1] = () => ({})): CandidateRow[] =>
  Array.from({ length: count }, (_, at) => candidate(`a${String(at).padStart(6, "0")}`, more(at)));

export const runOn = (n: number, accountCount = 100_000): RunRow & { finished_at: Date } => ({
  run_id: `N-${n}`, kind: "nightly", as_of: day(n), status: "published", reason: null, started_at: day(n), finished_at: day(n), config_hash: "c", code_version: "v",
  extract_fingerprint: "f", account_count: accountCount, stages: [], counts: {},
});

export function publicationOf(candidates: readonly CandidateRow[]): Publication {
  const rings = [...new Set(candidates.map((row) => row.ring_id))];
  return {
    rings: rings.map((ring_id) => ({ ring_id, size: Math.max(2, candidates.filter((row) => row.ring_id === ring_id).length), evidence_bits: 120.5, price_bits: 80, kinds: ["device"] })),
    ended: [], events: [], hub: [], quarantine: [],
    members: candidates.map((row) => ({ ring_id: row.ring_id, account_id: row.account_id, evidence_bits: row.evidence_bits, role: "core" as const })),
    candidates,
  };
}

export async function openTown(): Promise<Town> {
  const database = await testDatabase();
  const owner = await connect(database.url, "test owner");
  const clients: Client[] = [];
  for (const [person, role] of Object.entries(people)) {
    // Users belong to the server; another test file may be making them too.
    await owner.query(`do $$ begin create role ${userOf(person as Person)}; exception when duplicate_object or unique_violation then null; end $$`);
    await owner.query(`do $$ begin grant ${role} to ${userOf(person as Person)}; exception when unique_violation or internal_error then null; end $$`);
  }
  const as = async (person: Person): Promise<Client> => {
    const client = await connect(database.url, `test ${person}`);
    await client.query(`set session authorization ${userOf(person)}`);
    clients.push(client);
    return client;
  };
  const login = async (person: Person): Promise<Client> => {
    const url = new URL(database.url);
    const password = "made-up";
    await owner.query(`do $$ begin alter role ${userOf(person)} login password '${password}'; exception when internal_error then null; end $$`);
    [url.username, url.password] = [userOf(person), password];
    const client = await connect(url.href, `test ${person}`);
    clients.push(client);
    return client;
  };
  const lines = async (sql: string): Promise<string[]> => (await owner.query<{ line: string }>(sql)).rows.map((row) => row.line);
  return {
    database, owner, as, login,
    night: async (n, candidates, accountCount) => {
      await publish(owner, { run: runOn(n, accountCount), decide: () => publicationOf(candidates) });
      return `N-${n}`;
    },
    approveAll: async () => {
      for (const person of ["ana", "ben"] as const) {
        const client = await as(person);
        for (const ring of await lines("select distinct ring_id as line from ringfence.ban_candidate where state = 'proposed'")) await reviewRing(client, ring);
      }
    },
    states: () => lines("select account_id || ' ' || state as line from ringfence.ban_candidate order by length(case_id), case_id"),
    feed: () => lines("select concat_ws(' ', seq, effect, account_id, action, reason_code) as line from ringfence.feed order by seq"),
    close: async () => {
      await Promise.all(clients.map((client) => client.end().catch(() => {})));
      await owner.end();
      await database.drop();
    },
  };
}

/** The one row of a query. */
export async function one(client: Client, sql: string, params: unknown[] = []): Promise<Record<string, unknown>> {
  return (await client.query<Record<string, unknown>>(sql, params)).rows[0];
}

/** Approves a whole ring as a reviewer must: opens a review, looks at who was drawn, decides. @returns what decide_ring gives */
export async function reviewRing(client: Client, ring: string): Promise<Record<string, unknown>> {
  const review = await one(client, "select * from ringfence.open_review($1)", [ring]);
  for (const account of review.sample as string[]) await client.query("select from ringfence.look($1, $2)", [review.review_id, account]);
  return one(client, "select * from ringfence.decide_ring($1, 'approve', 'looked at')", [review.review_id]);
}

/** Sets brakes; where they brake less, a second publisher confirms. */
export async function loosen(client: Client, town: Town, caps: string): Promise<void> {
  const { request_id } = await one(client, `select * from ringfence.set_caps('test', ${caps})`);
  if (request_id !== null) await (await town.as("second")).query("select ringfence.confirm_caps($1)", [request_id]);
}

/** Mode on, and caps that nothing here meets, unless told otherwise. */
export async function openGates(client: Client, town: Town, caps = "release_cap => 1000000, release_cap_share => 1, day_cap => 1000000, day_cap_share => 1"): Promise<void> {
  await loosen(client, town, caps);
  await client.query("select ringfence.set_mode('on', 'test')");
}

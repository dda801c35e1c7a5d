import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { functionFiles } from "../../src/postgres/functions.js";
import { many, one, openTown, people, type Person, type Town } from "../enforcement/town.js";
import { attack, attackers } from "./attack.js";

// Every role (and none) against every function of the schema, with every argument in turn hostile: generated from the catalogue, so that a new function is in it.
let town: Town;
/** Arguments by name that make sense, so that each function of one's own gets to the hostile one. */
let sensible: Record<string, string>;
beforeAll(async () => {
  town = await openTown();
  await town.night(1, many(12));
  const [ana, second] = [await town.as("ana"), await town.as("second")];
  const review = await one(ana, "select review_id, sample[1] as account from ringfence.open_review('R-1')");
  const waits = await one(second, "select request_id from ringfence.set_caps('more', day_cap => 2000000)");
  const entry = await one(ana, "select allow_id from ringfence.allow_add('account', 'somebody', 'a friend')");
  const text = (value: unknown): string => `'${String(value)}'`;
  sensible = {
    the_case: "'C-1'", account: text(review.account), "accounts:text[]": "'{a000001}'", actions: "'{ban}'", what: "'account'", subject: "'a000001'", verdict: "'reject'", reason: "'a reason'", kind: "'account'", value: "'a000002'",
    mode: "'shadow'", id: "'mine'", consumer: "'c'", wanted: "null", accept: "null", raise_by: "null", incident: "'I-1'", review_id: text(review.review_id), request_id: text(waits.request_id), allow_id: text(entry.allow_id),
    after: "0", seq: "0", most: "5", max: "5", expires_at: "null", at: "now()", allow: "false", candidates: "'[]'",
  };
});
afterAll(() => town.close());

const long = "repeat('x', 10240)";
const huge = "repeat('x', 200000)";
/** Hostile values by type, as SQL. */
const hostile: Record<string, string[]> = {
  text: [
    "null", "''", "'R-1'' or true --'", `'"; drop schema ringfence; --'`, "e'\\\\'", "e'\\\\'' or true --'", "e'\\x1b[2J\\n'", "u&'\\202e\\061c'", "e'\\\\000'", "e'\\\\u0000'", "'%s%n%L'", long, huge, "'../../etc/passwd'", "'$(id)'", "'C-1'", "'a000001'", "'expiry:x'", "'incident:x'", "'NaN'", "'99999999999999999999999999'", "'-1'",
  ],
  bigint: ["null", "-1", "0", "9223372036854775807", "-9223372036854775808"],
  integer: ["null", "-1", "0", "2147483647", "-2147483648"],
  "double precision": ["null", "'NaN'", "'Infinity'", "'-Infinity'", "-1", "1e308"],
  boolean: ["null", "true"],
  jsonb: [
    "null", "'null'", "'[]'", "'{}'", "'7'", "'[null, 7, {}, []]'", `(select jsonb_agg(${huge}) from generate_series(1, 3))`, "'[{\"run_id\": {}, \"kinds\": {}, \"evidence_bits\": 1e400, \"expires_at\": \"infinity\"}]'", "(select jsonb_agg(n) from generate_series(1, 1000000) as n)",
    "'[{\"account_id\": \"\\u0000\"}]'", "'[{\"account_id\": \"a\", \"evidence_bits\": -1e131071}]'", `'[{"account_id": "\\\\''\\""}]'`,
  ],
  "timestamp with time zone": ["null", "'infinity'", "'-infinity'", "'294276-01-01'", "'4713-01-01 BC'"],
  "ringfence.feed": ["null", "jsonb_populate_record(null::ringfence.feed, '{}')", `jsonb_populate_record(null::ringfence.feed, jsonb_build_object('account_id', ${huge}, 'at', 'infinity', 'seq', -1))`],
  "text[]": ["null", "'{}'", "array[null]::text[]", `array[${huge}]`, "'{a000001,a000001}'", "array['a000001'' or true --', e'\\\\', '']", "array(select 'x' || n from generate_series(1, 1000000) as n)", "'{{a,b},{c,d}}'"],
};
/** Where the name of an argument says no more than its type. */
const plain: Record<string, string> = { text: "'R-1'", bigint: "1", integer: "1", "double precision": "0.5", boolean: "false", jsonb: "'[]'", "timestamp with time zone": "now()", "text[]": "'{a000001}'", "ringfence.feed": "jsonb_populate_record(null::ringfence.feed, '{}')" };
/** What a refusal may be: our own sentence, a value of no such type, or a lock that is held. */
const refusals = new Set(["RF001", "22P02", "22P05", "22003", "22007", "22008", "22021", "2202E", "54000", "55P03"]);

const cases = ["ban_candidate", "audit", "ledger"];
const effects = [...cases, "feed", "feed_head", "release"];
/** What each function may change: THE list. A function that is not in it changes nothing, with whatever it is called. */
const changes: Readonly<Record<string, readonly string[]>> = {
  allow_add: ["allow_list", "audit", "ledger"], allow_remove: ["allow_list", "audit", "ledger"],
  open_review: ["review", "ledger"], look: ["look", "ledger"], decide_ring: [...cases, "decision"], decide_accounts: [...cases, "decision"],
  set_mode: ["enforcement", "audit", "ledger", "urgent", "urgent_done"], set_caps: ["enforcement", "cap_request", "audit", "ledger"], confirm_caps: ["enforcement", "cap_request", "audit", "ledger"],
  release: [...effects, "enforcement", "cap_request", "canary_draw", "decision"], release_incident: [...effects, "enforcement", "cap_request", "decision"], undo: [...effects, "allow_list", "overturned"], expire_due: effects,
  expire_open: cases, supersede_open: cases, withdraw_open: cases, supersede_incident: cases, withdraw_incident: cases, propose: [...cases, "set_aside"],
  feed_ack: ["feed_consumer"], consumer_lock: ["consumer_lock"],
};

interface Called {
  name: string;
  kind: "f" | "p";
  types: string[];
  names: string[];
}
const functions = async (): Promise<Called[]> => {
  const { rows } = await town.owner.query<Called>(
    "select proname as name, prokind as kind, array(select case when one = 'ringfence.feed'::regtype then 'ringfence.feed' else format_type(one, null) end from unnest(proargtypes) with ordinality as listed (one, place) order by place) as types, coalesce(proargnames, '{}') as names from pg_proc where pronamespace = 'ringfence'::regnamespace and prorettype <> 'trigger'::regtype order by 1",
  );
  // A type without hostile values would take its functions out of the matrix in silence.
  expect(rows.filter(({ types }) => types.some((type) => hostile[type] === undefined)).map(({ name, types }) => `${name}(${types.join(", ")})`)).toEqual([]);
  return rows;
};
/** @param most values per argument: one's own functions meet all, those of others, which are refused before they look, two */
const callsOf = ({ name, kind, types, names }: Called, most: number): string[] => {
  const call = (given: readonly string[]): string => `${kind === "p" ? "call" : "select * from"} ringfence.${name}(${given.map((value, at) => `(${value})::${types[at]}`).join(", ")})`;
  const usual = types.map((type, at) => sensible[`${names[at]}:${type}`] ?? sensible[names[at]] ?? plain[type]);
  return [call(usual), ...types.flatMap((type, at) => hostile[type].slice(0, most).map((value) => call(usual.with(at, value))))];
};
const roleOf: Record<Person | "nobody", (typeof attackers)[number]> = {
  night: "the night's credential", detector: "the detector's credential", ana: "a reviewer", ben: "a reviewer", publisher: "a publisher", second: "a publisher", enforcer: "an enforcer", appeals: "who answers appeals", auditor: "any database user", reader: "any database user", nobody: "any database user",
};
type Somebody = Person | "nobody";
const somebody = async (person: Somebody): Promise<Client> => {
  const client = await town.as(person === "nobody" ? "reader" : person);
  if (person === "nobody") await client.query("reset session authorization; do $$ begin create role ringfence_test_nobody; exception when duplicate_object or unique_violation then null; end $$; set session authorization ringfence_test_nobody");
  return client;
};
const granted = (person: Somebody): Set<string> => new Set(functionFiles().filter(({ roles }) => person !== "nobody" && roles.includes(people[person])).map(({ name }) => name));

/** Calls everything as somebody. @returns what did not end as it must */
async function everyCall(person: Somebody, called: readonly Called[]): Promise<{ odd: string[]; calls: number; worked: Set<string> }> {
  const client = await somebody(person);
  const mine = granted(person);
  const odd: string[] = [];
  const worked = new Set<string>();
  let calls = 0;
  // Rows that this transaction wrote, by table; the difference, because a session counts what it took back too.
  const written = "select coalesce(jsonb_object_agg(relname, n_tup_ins + n_tup_upd + n_tup_del), '{}') as written from pg_stat_xact_user_tables where schemaname = 'ringfence' and n_tup_ins + n_tup_upd + n_tup_del > 0";
  for (const one of called) {
    for (const [at, sql] of callsOf(one, mine.has(one.name) ? Infinity : 2).entries()) {
      calls += 1;
      const say = (what: string): void => void odd.push(`${sql.slice(0, 200)}: ${what}`);
      // Each in a transaction that is taken back; who looks at what it wrote is the owner.
      const outcome = await client.query(`begin; set local statement_timeout = '20s'; ${written}; ${sql}; set session authorization default; ${written}; rollback`).then(
        (results) => {
          const counts = (results as unknown as { rows: { written?: Record<string, number> }[] }[]).map(({ rows }) => rows[0]?.written).filter((given) => given !== undefined);
          return Object.keys(counts[1]).filter((table) => counts[1][table] !== (counts[0][table] ?? 0));
        },
        (error: { code: string; message: string }) => error,
      );
      if (Array.isArray(outcome)) {
        if (!mine.has(one.name)) say("done, by who has no right to it");
        const more = outcome.filter((table) => !(changes[one.name] ?? []).includes(table));
        if (more.length > 0) say(`changes ${more.join(", ")}`);
        if (at === 0) worked.add(one.name);
        continue;
      }
      await client.query("rollback");
      const { code, message } = outcome;
      if (mine.has(one.name) ? !refusals.has(code) : code !== "42501") say(`${code} ${message.slice(0, 120)}`);
      // oxlint-disable-next-line no-control-regex
      if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u061c]/.test(message)) say("a message with controls");
    }
  }
  return { odd, calls, worked };
}

test("every function and procedure of the schema is a file, and has its place in the matrix", async () => {
  const { rows } = await town.owner.query<{ name: string }>("select distinct proname as name from pg_proc where pronamespace = 'ringfence'::regnamespace order by 1");
  expect(rows.map(({ name }) => name)).toEqual(functionFiles().map(({ name }) => name).sort());
  expect(Object.keys(changes).filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});

for (const person of ["nobody", "night", "detector", "ana", "publisher", "enforcer", "appeals", "auditor", "reader"] as const) {
  attack({ who: roleOf[person], attack: `every function with every hostile argument, as ${person === "nobody" ? "a user without a role" : people[person]}`, by: "what is not one's own is refused by right, what is no sense by a sentence; nothing but the role's own changes" }, async () => {
    const { odd, calls, worked } = await everyCall(person, await functions());
    expect(odd.join("\n")).toBe("");
    expect(calls).toBeGreaterThan(250);
    // With arguments that make sense each function works for whom it is: hostile ones are looked at, not what stands beside them.
    expect([...granted(person)].filter((name) => !worked.has(name)).sort()).toEqual([]);
    // A trigger's function on a table of one's own would write what it writes for ours.
    const client = await somebody(person);
    const { rows } = await town.owner.query<{ name: string }>("select proname as name from pg_proc where pronamespace = 'ringfence'::regnamespace and prorettype = 'trigger'::regtype order by 1");
    expect(rows.length).toBeGreaterThan(5);
    for (const { name } of rows) {
      const outcome = await client.query(`begin; create temp table mine (like pg_catalog.pg_class); create trigger mine before insert on mine for each row execute function ringfence.${name}()`).then(() => "done", (error: { code: string }) => error.code);
      await client.query("rollback");
      expect(outcome, name).toBe("42501");
    }
  });
}

test("the matrix sees a grant too many, and a function that changes more than its own", async () => {
  const broken: [string, string, Somebody, string, RegExp][] = [
    ["grant execute on function ringfence.release to ringfence_reader", "revoke execute on function ringfence.release from ringfence_reader", "reader", "release", /by who has no right to it/],
    ["grant usage on schema ringfence to public; grant execute on function ringfence.sample_size to public", "revoke execute on function ringfence.sample_size from public; revoke usage on schema ringfence from public", "nobody", "sample_size", /by who has no right to it/],
    ["alter function ringfence.read_waiting() rename to kept; create function ringfence.read_waiting() returns void language sql security definer as 'update ringfence.enforcement set day_cap = day_cap + 1'; grant execute on function ringfence.read_waiting to ringfence_reviewer", "drop function ringfence.read_waiting; alter function ringfence.kept() rename to read_waiting", "ana", "read_waiting", /changes .*enforcement/],
  ];
  for (const [breaks, mends, person, name, told] of broken) {
    await town.owner.query(breaks);
    try {
      expect((await everyCall(person, (await functions()).filter((one) => one.name === name))).odd.join("\n"), name).toMatch(told);
    } finally {
      await town.owner.query(mends);
    }
  }
});

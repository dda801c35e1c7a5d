import { afterAll, beforeAll, expect } from "vitest";
import { functionFiles } from "../../src/postgres/functions.js";
import { many, one, openTown, people, type Person, type Town } from "../enforcement/town.js";
import { attack, attackers } from "./attack.js";

// Every role (and none) against every function of the schema, with every argument in turn hostile: generated from the catalogue, so that a new function is in it.
let town: Town;
beforeAll(async () => {
  town = await openTown();
  await town.night(1, many(12));
});
afterAll(() => town.close());

const huge = "repeat('x', 200000)";
/** Hostile values by type, as SQL. */
const hostile: Record<string, string[]> = {
  text: ["null", "''", "'R-1'' or true --'", "e'\\x1b[2J\\n'", "u&'\\202e\\061c'", huge, "'../../etc/passwd'", "'$(id)'", "'C-1'", "'a000001'", "'expiry:x'", "'NaN'"],
  bigint: ["null", "-1", "0", "9223372036854775807", "-9223372036854775808"],
  integer: ["null", "-1", "0", "2147483647", "-2147483648"],
  "double precision": ["null", "'NaN'", "'Infinity'", "-1", "1e308"],
  boolean: ["null", "true"],
  jsonb: ["null", "'null'", "'[]'", "'{}'", "'7'", "'[null, 7, {}, []]'", `(select jsonb_agg(${huge}) from generate_series(1, 3))`, "'[{\"run_id\": {}, \"kinds\": {}, \"evidence_bits\": 1e400, \"expires_at\": \"infinity\"}]'"],
  "timestamp with time zone": ["null", "'infinity'", "'-infinity'", "'294276-01-01'", "'4713-01-01 BC'"],
  "ringfence.feed": ["null", "jsonb_populate_record(null::ringfence.feed, '{}')", `jsonb_populate_record(null::ringfence.feed, jsonb_build_object('account_id', ${huge}, 'at', 'infinity', 'seq', -1))`],
  "text[]": ["null", "'{}'", "array[null]::text[]", `array[${huge}]`, "'{a000001,a000001}'"],
};
/** One that does no harm, so that the others are reached. */
const plain: Record<string, string> = { text: "'R-1'", bigint: "1", integer: "1", "double precision": "0.5", boolean: "false", jsonb: "'[]'", "timestamp with time zone": "now()", "text[]": "'{a000001}'", "ringfence.feed": "jsonb_populate_record(null::ringfence.feed, '{}')" };
/** What a refusal may be: our own sentence, a right that is missing, a value of no such type, or a lock that is held. */
const refusals = new Set(["RF001", "42501", "22P02", "22003", "22007", "22008", "22021", "2202E", "54000", "55P03"]);

interface Called {
  name: string;
  types: string[];
}
const functions = async (): Promise<Called[]> => {
  const { rows } = await town.owner.query<{ name: string; types: string[] }>(
    "select proname as name, array(select case when one = 'ringfence.feed'::regtype then 'ringfence.feed' else format_type(one, null) end from unnest(proargtypes) with ordinality as listed (one, place) order by place) as types from pg_proc where pronamespace = 'ringfence'::regnamespace and prokind = 'f' and prorettype <> 'trigger'::regtype order by 1",
  );
  // A type without hostile values would take its functions out of the matrix in silence.
  expect(rows.filter(({ types }) => types.some((type) => hostile[type] === undefined)).map(({ name, types }) => `${name}(${types.join(", ")})`)).toEqual([]);
  return rows;
};
/** @param most values per argument: one's own functions meet all, those of others, which are refused before they look, two */
const callsOf = ({ name, types }: Called, most: number): string[] => {
  const call = (given: readonly string[]): string => `select * from ringfence.${name}(${given.map((value, at) => `(${value})::${types[at]}`).join(", ")})`;
  if (types.length === 0) return [call([])];
  return types.flatMap((type, at) => hostile[type].slice(0, most).map((value) => call(types.map((other, place) => (place === at ? value : plain[other])))));
};
const roleOf: Record<Person | "nobody", (typeof attackers)[number]> = {
  night: "the night's credential", detector: "the detector's credential", ana: "a reviewer", ben: "a reviewer", publisher: "a publisher", second: "a publisher", enforcer: "an enforcer", appeals: "who answers appeals", auditor: "any database user", reader: "any database user", nobody: "any database user",
};

for (const person of ["nobody", "night", "detector", "ana", "publisher", "enforcer", "appeals", "auditor", "reader"] as const) {
  attack({ who: roleOf[person], attack: `every function with every hostile argument, as ${person === "nobody" ? "a user without a role" : people[person]}`, by: "what is not one's own is refused by right, what is no sense by a sentence; nothing but the role's own changes" }, async () => {
    const client = await town.as(person === "nobody" ? "reader" : person);
    if (person === "nobody") await client.query("reset session authorization; do $$ begin create role ringfence_test_nobody; exception when duplicate_object or unique_violation then null; end $$; set session authorization ringfence_test_nobody");
    const mine = new Set(functionFiles().filter(({ roles }) => person !== "nobody" && roles.includes(people[person])).map(({ name }) => name));
    const state = (): Promise<Record<string, unknown>> => one(town.owner, "select (select count(*)::int from ringfence.feed) as feed, (select mode from ringfence.enforcement) as mode, (select day_cap from ringfence.enforcement) as day_cap, (select count(*)::int from ringfence.ban_candidate where state = 'approved') as approved, (select count(*)::int from ringfence.decision) as decisions, (select count(*)::int from ringfence.audit) as audit");
    const before = await state();
    const odd: string[] = [];
    let calls = 0;
    for (const called of await functions()) {
      for (const sql of callsOf(called, mine.has(called.name) ? Infinity : 2)) {
        calls += 1;
        // Each in a transaction that is taken back: what counts is how it ends.
        const outcome = await client.query(`begin; set local statement_timeout = '20s'; ${sql}; rollback`).then(() => "done", (error: { code: string; message: string }) => `${error.code} ${error.message.slice(0, 120)}`);
        if (outcome !== "done") await client.query("rollback");
        const code = outcome.slice(0, 5);
        if (mine.has(called.name) ? outcome !== "done" && (!refusals.has(code) || code === "42501") : code !== "42501") odd.push(`${sql.slice(0, 140)}: ${outcome}`);
        // oxlint-disable-next-line no-control-regex
        else if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(outcome) && !sql.includes("x1b")) odd.push(`${sql.slice(0, 100)}: prints controls`);
      }
    }
    expect(odd).toEqual([]);
    expect(calls).toBeGreaterThan(150);
    expect(await state()).toEqual(before);
  });
}

import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { packageFolder, placeFrom } from "../../src/config/place.js";
import { exportAccount } from "../../src/pipeline/export-account.js";
import { many, one, openGates, openTown, reviewRing, userOf, type Town } from "./town.js";

let town: Town;
let home: string;
beforeEach(async () => {
  town = await openTown();
  home = mkdtempSync(join(tmpdir(), "ringfence-export-"));
});
afterEach(async () => {
  await town.close();
  rmSync(home, { recursive: true, force: true });
});

test("export account: every table that has a row about the account is in it, and nobody who did it", async () => {
  const subject = "a000001";
  const { owner } = town;
  await town.night(1, many(5));
  for (const person of ["ana", "ben"] as const) await reviewRing(await town.as(person), "R-1");
  await openGates(owner, town);
  await (await town.as("publisher")).query("select ringfence.set_mode('canary', 'try')");
  await owner.query("select ringfence.set_caps('all', canary_share => 1)");
  await owner.query("select ringfence.release('r1')");
  await (await town.as("detector")).query("select ringfence.propose($1)", [JSON.stringify([{ account_id: subject }])]);
  await (await town.as("ana")).query("select ringfence.allow_add('account', $1, 'a friend')", [subject]);
  await owner.query("insert into ringfence.urgent (what, request, reason, cases) select 'undo', jsonb_build_object('what', 'account', 'subject', account_id, 'id', 'u1'), 'an appeal', array[case_id] from ringfence.ban_candidate where account_id = $1", [subject]);
  await (await town.as("appeals")).query("select ringfence.undo('account', $1, 'u2', 'an appeal')", [subject]);
  await owner.query("insert into ringfence.incident (incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, baseline_run_id, coordinated, peak_count, peak_expected, participant_count, facts) values ('I-1', 'like', 'open', now(), now(), now(), now(), 'N-1', true, 1, 1, 1, '{}')");
  await owner.query("insert into ringfence.incident_account (incident_id, account_id, answer, bits, probability, harm, evidence, why) values ('I-1', $1, 'spared', 1, 0.5, 1, '[]', 'it')", [subject]);
  await owner.query("insert into ringfence.armed (run_id, account_id, cohort, probability, rests_on) values ('N-1', $1, 'c', 0.5, 'a cohort')", [subject]);

  // As the catalog has it: tables that can hold an account, and those that hold a row about this one (or a case of it) now.
  const { case: theCase } = await one(owner, "select case_id as case from ringfence.ban_candidate where account_id = $1", [subject]);
  const { rows: tables } = await owner.query<{ name: string; can: boolean }>(
    "select class.relname as name, bool_or(attname in ('account_id', 'case_id', 'cases')) as can from pg_class as class join pg_attribute on attrelid = class.oid and attnum > 0 where relnamespace = 'ringfence'::regnamespace and relkind = 'r' group by 1 order by 1",
  );
  const holding: string[] = [];
  for (const { name, can } of tables) {
    const { rows } = await owner.query(`select from ringfence.${name} as one where one::text ~ ('(^|[^a-zA-Z0-9])(' || $1 || '|' || $2 || ')($|[^a-zA-Z0-9])') limit 1`, [subject, theCase]);
    if (rows.length > 0) holding.push(name);
    else expect([name, can], "a table that can hold accounts is filled above, so that it is looked for in the export").toEqual([name, false]);
  }
  expect(holding.length).toBeGreaterThan(12);

  const night = new URL(town.database.url);
  await (await town.login("night")).query("select 1");
  [night.username, night.password] = [userOf("night"), "made-up"];
  const found = await exportAccount({ place: placeFrom({ DATABASE_URL: night.href, RINGFENCE_HOME: home }, home), accountId: subject, nowMs: 0, note: () => {} });
  const read = readdirSync(join(packageFolder, "sql/postgres/subject")).map((name) => readFileSync(join(packageFolder, "sql/postgres/subject", name), "utf8")).join("\n");
  const named = new Set([...read.matchAll(/(?:from|join) ringfence\.(\w+)(?!\()\b/g)].map(([, name]) => name).concat(found.mentions.map(({ about }) => about)));
  expect(holding.filter((name) => !named.has(name))).toEqual([]);
  expect(Object.entries(found).filter(([name, value]) => Array.isArray(value) && value.length === 0 && !["shared", "ties", "oddities"].includes(name))).toEqual([]);
  // Not who did it, what they wrote, nor anybody else.
  expect(/.{0,60}(?:ringfence_test_|a friend|an appeal|a000000).{0,20}/.exec(JSON.stringify(found))?.[0]).toBeUndefined();
});

import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { functionFiles, putFunctions, schemaRoles, viewFiles } from "../../src/postgres/functions.js";
import { grantRoles, migrate } from "../../src/postgres/migrate.js";
import { nightRights } from "../../src/postgres/night-rights.js";
import { ownership } from "../../src/postgres/owner.js";
import { transaction } from "../../src/postgres/transaction.js";
import { testDatabase } from "../postgres-server.js";
import { openTown, people, userOf, type Person, type Town } from "./town.js";

let town: Town;
let owner: Client;
beforeAll(async () => {
  town = await openTown();
  owner = town.owner;
});
afterAll(() => town.close());

const roles = [...new Set(Object.values(people))].sort();
const everybody = Object.keys(people) as Person[];
/** What a role may use, ascending. */
const usableBy = (files: ReturnType<typeof functionFiles>, role: string): string[] => files.filter((file) => file.roles.includes(role)).map(({ name }) => name).sort();

test("the roles are those of the contract; what changes something is one role's", () => {
  expect(schemaRoles()).toEqual(roles);
  expect(roles).toEqual(["appeals", "auditor", "detector", "enforcer", "night", "publisher", "reader", "reviewer"].map((name) => `ringfence_${name}`));
  const changing = functionFiles().filter(({ text, roles: held }) => held.length > 0 && !/^language \w+ stable /m.test(text));
  expect(changing.length).toBeGreaterThan(10);
  // What is over is lifted by the schedule as well, and incidents propose as other detectors do.
  expect(changing.filter(({ roles: held }) => held.length > 1).map(({ name }) => name)).toEqual(["expire_due", "propose"]);
});

describe("every role against every object", () => {
  test.each(everybody)("%s", async (person) => {
    const role = people[person];
    const user = userOf(person);
    const { rows: relations } = await owner.query<{ name: string; held: string[] }>(
      `select class.relname as name, array_remove(array[
         case when class.relkind <> 'S' and has_table_privilege($1, class.oid, 'select, insert, update, delete, truncate, references, trigger') then 'table' end,
         case when class.relkind <> 'S' and has_any_column_privilege($1, class.oid, 'select, insert, update, references') then 'column' end,
         case when class.relkind = 'S' and has_sequence_privilege($1, class.oid, 'usage, select, update') then 'sequence' end], null) as held
       from pg_class as class where class.relnamespace = 'ringfence'::regnamespace and class.relkind in ('r', 'v', 'S', 'm', 'p')`,
      [user],
    );
    expect(relations.length).toBeGreaterThan(20);
    // The views that are granted, to be read and nothing else.
    expect(relations.filter(({ held }) => held.length > 0).map(({ name }) => name).sort()).toEqual(role === "ringfence_night" ? Object.keys(nightRights).sort() : usableBy(viewFiles(), role));
    for (const name of usableBy(viewFiles(), role)) expect((await owner.query("select has_table_privilege($1, $2, 'insert, update, delete, truncate') as may", [user, `ringfence.${name}`])).rows).toEqual([{ may: false }]);
    const { rows: functions } = await owner.query<{ name: string; may: boolean }>("select proname as name, has_function_privilege($1, oid, 'execute') as may from pg_proc where pronamespace = 'ringfence'::regnamespace", [user]);
    expect(functions.length).toBeGreaterThan(40);
    expect(functions.filter(({ may }) => may).map(({ name }) => name).sort()).toEqual(usableBy(functionFiles(), role));
    const { rows: schema } = await owner.query("select has_schema_privilege($1, 'ringfence', 'usage') as usage, has_schema_privilege($1, 'ringfence', 'create') as create", [user]);
    expect(schema).toEqual([{ usage: true, create: false }]);
  });

  test("what the catalogue says is what happens: every table refused to everybody, every function but one's own", async () => {
    const { rows: tables } = await owner.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'ringfence'::regnamespace and relkind in ('r', 'v')");
    const { rows: functions } = await owner.query<{ name: string; call: string }>(
      `select proname as name, format('select ringfence.%I(%s)', proname, array_to_string(array_fill('null'::text, array[pronargs]), ', ')) as call
       from pg_proc where pronamespace = 'ringfence'::regnamespace and prokind = 'f' and prorettype <> 'trigger'::regtype`,
    );
    for (const person of everybody) {
      const client = await town.as(person);
      const seen = new Set([...usableBy(viewFiles(), people[person]), ...(person === "night" ? Object.keys(nightRights) : [])]);
      for (const { name } of tables) {
        const outcome = await client.query(`select from ringfence.${name} limit 1`).then(() => "done", (error: { code: string }) => error.code);
        expect(outcome, `${person} ${name}`).toBe(seen.has(name) ? "done" : "42501");
      }
      const own = new Set(usableBy(functionFiles(), people[person]));
      for (const { name, call } of functions) {
        const outcome = await client.query(`begin; ${call}; rollback`).then(() => "done", (error: { code: string }) => error.code);
        await client.query("rollback");
        if (own.has(name)) expect(outcome, `${person} ${name}`).not.toBe("42501");
        else expect(outcome, `${person} ${name}`).toBe("42501");
      }
    }
  });
});

test("what is granted runs as the owner with a pinned search_path; nothing is granted to everybody", async () => {
  const { rows } = await owner.query<{ name: string; definer: boolean; settings: string[] | null; open: boolean }>(
    "select proname as name, prosecdef as definer, proconfig as settings, coalesce(proacl::text ~ '[{,]=', true) as open from pg_proc where pronamespace = 'ringfence'::regnamespace",
  );
  const granted = new Set(functionFiles().filter((file) => file.roles.length > 0).map(({ name }) => name));
  // Triggers of the one table that a night writes and people's rules hang on, and what its constraints ask; and what is asked at a commit, when the function that released has ended.
  const ofTheNight = new Set(["guard_candidate", "guard_candidate_state", "audit_candidate", "guard_release"]);
  granted.delete("is_plain");
  expect(rows.filter(({ name, definer }) => definer !== (granted.has(name) || ofTheNight.has(name))).map(({ name }) => name)).toEqual([]);
  expect(rows.filter(({ settings }) => !(settings ?? []).includes("search_path=pg_catalog, pg_temp")).map(({ name }) => name)).toEqual([]);
  expect(rows.filter(({ open }) => open).map(({ name }) => name)).toEqual([]);
});

test("a table of the caller's own never stands in for one of ours", async () => {
  const client = await town.as("enforcer");
  await client.query("create temp table feed (seq bigint); create temp table feed_head (epoch uuid, last_seq bigint, last_hash text); set search_path = pg_temp, ringfence, public");
  expect((await client.query("select * from ringfence.feed_state()")).rows).toEqual((await owner.query("select * from ringfence.feed_state()")).rows);
});

test("an owner who may not create roles can migrate, keeps working, and is told which roles to ask for", async () => {
  const database = await testDatabase({ migrated: false });
  const admin = await connect(database.url, "admin");
  const poor = await connect(database.url, "poor");
  try {
    await admin.query("do $$ begin create role ringfence_test_poor; exception when duplicate_object or unique_violation then null; end $$");
    await admin.query(`grant create on database ${new URL(database.url).pathname.slice(1)} to ringfence_test_poor`);
    await poor.query("set session authorization ringfence_test_poor");
    await migrate(poor);
    // The roles belong to the server and exist by now; this one does not.
    expect(await grantRoles(poor)).toEqual([]);
    const files = functionFiles().map((file) => (file.name === "feed_state" ? { ...file, text: file.text.replace("to ringfence_enforcer", "to ringfence_nobody_yet, ringfence_enforcer"), roles: ["ringfence_nobody_yet", ...file.roles] } : file));
    expect(await transaction(poor, "begin", () => putFunctions(poor, files))).toEqual(["ringfence_nobody_yet"]);
    expect((await poor.query("select last_seq from ringfence.feed_state()")).rows).toEqual([{ last_seq: "0" }]);
  } finally {
    await poor.end();
    await admin.end();
    await database.drop();
  }
});

test("an administrator who may make roles, and is no superuser, splits the powers too; a user that is none is told to ask one", async () => {
  const database = await testDatabase({ migrated: false });
  const admin = await connect(database.url, "admin");
  const builder = await connect(database.url, "builder");
  const night = await connect(database.url, "night");
  try {
    for (const name of ["builder", "plain"]) await admin.query(`do $$ begin create role ringfence_test_${name}; exception when duplicate_object or unique_violation then null; end $$`);
    await admin.query("alter role ringfence_test_builder createrole");
    // The role belongs to the server, and others made it; one that makes it anew is its member.
    await admin.query("grant ringfence_owner to ringfence_test_builder");
    await admin.query(`grant create on database ${new URL(database.url).pathname.slice(1)} to ringfence_test_builder, ringfence_test_plain`);
    await builder.query("set session authorization ringfence_test_builder");
    await migrate(builder);
    expect(await ownership(builder)).toMatchObject({ split: true, actsAsOwner: true });
    await night.query("set session authorization ringfence_test_plain");
    await expect(migrate(night)).rejects.toMatchObject({ code: "DATABASE", message: expect.stringContaining("Migrate as an administrator") });
    // Handed over from a user that migrated by itself, as before.
    await admin.query("alter schema ringfence owner to ringfence_test_plain; drop schema ringfence cascade");
    await migrate(night);
    expect(await ownership(night)).toMatchObject({ split: false, actsAsOwner: false });
    await admin.query("reset role");
    await migrate(admin);
    expect(await ownership(admin)).toMatchObject({ split: true, actsAsOwner: false });
    // It ran the nights, and goes on running them.
    expect((await admin.query("select pg_has_role('ringfence_test_plain', 'ringfence_night', 'member') as runs, pg_has_role('ringfence_test_plain', 'ringfence_owner', 'member') as owns")).rows).toEqual([{ runs: true, owns: false }]);
    await expect(night.query("alter table ringfence.feed disable trigger append_only")).rejects.toMatchObject({ code: "42501" });
    await migrate(admin);
  } finally {
    await Promise.all([builder.end(), night.end()]);
    await database.drop();
    await admin.end().catch(() => {});
  }
});

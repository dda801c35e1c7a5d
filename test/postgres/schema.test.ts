import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import Postgrator from "postgrator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { connect } from "../../src/postgres/connect.js";
import { functionFiles, viewFiles } from "../../src/postgres/functions.js";
import { feedRead, noHash, verifyFeed } from "../../src/enforcement/feed.js";
import { readLedger, verifyLedger } from "../../src/enforcement/ledger.js";
import { migrate, requireCurrentSchema, schemaVersion } from "../../src/postgres/migrate.js";
import { kindNames, kindSpec } from "../../src/traces/registry.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";
import { dumpSchema } from "./dump-schema.js";
import { tableOfFunctions } from "./table-of-functions.js";

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await testDatabase();
  client = await inPlainWords(database.url);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
/** Names in definitions come with their schema, however the user is called: one called ringfence has a schema of that name on its search_path. */
async function inPlainWords(url: string): Promise<Client> {
  const made = await connect(url, "test schema");
  await made.query("set search_path = pg_catalog");
  return made;
}
const migrations = join(packageFolder, "sql", "postgres", "migrations");

test("docs/results-schema.sql is what migrating leaves (npx vitest run test/postgres/schema.test.ts -u writes it anew)", async () => {
  await expect(await dumpSchema(client)).toMatchFileSnapshot("../../docs/results-schema.sql");
});

test("docs/functions.md is what the files say (written the same way)", async () => {
  await expect(await tableOfFunctions(client)).toMatchFileSnapshot("../../docs/functions.md");
});

test("the functions and views of the database are those of the files, and each is there once", async () => {
  const { rows } = await client.query<{ name: string }>("select proname as name from pg_proc where pronamespace = 'ringfence'::regnamespace order by proname collate \"C\"");
  expect(rows.map(({ name }) => name)).toEqual(functionFiles().map(({ name }) => name).sort());
  const { rows: views } = await client.query<{ name: string }>("select relname as name from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'v' order by relname collate \"C\"");
  expect(views.map(({ name }) => name)).toEqual(viewFiles().map(({ name }) => name).sort());
});

test("migrations that databases have are as they were: their texts have not changed", () => {
  const sums = readdirSync(migrations).filter((name) => Number.parseInt(name, 10) < 17).sort().map((name) => `${name} ${createHash("md5").update(readFileSync(join(migrations, name))).digest("hex")}`);
  expect(sums).toMatchInlineSnapshot(`
    [
      "001.do.create-results.sql d504075e3e90dd61d9d30b8016ba9cda",
      "002.do.add-probability.sql 226a596029faeff4f71c8c1c4270c3df",
      "003.do.rings-across-runs.sql 104f7fbdf8329561cff0a9cad79a631a",
      "004.do.privacy-key.sql a45f89da4fdc18c732ac987edb71b09b",
      "010.do.candidate-states.sql ed11f4cba82517d1a9f420a3ff338233",
      "011.do.audit.sql 99fc14f3e56e2971c7e9661a5afaaa14",
      "012.do.feed.sql 796fd752c51056a95348abe1f22248bd",
      "013.do.allow-list-and-people.sql cd44189d2da1c86cc63a8205c2b22e3c",
      "014.do.release.sql 00db9abb77a36c9a28618a6573cac08d",
      "015.do.undo.sql 9cea4b5ee8c3545161234a53e1360f85",
      "016.do.roles.sql e237bfee0d71912010e16bfc8e0d6dc6",
    ]
  `);
});

describe("a database of an earlier version", () => {
  test("with cases, decisions and a feed comes up to today's schema, the same as a new one", async () => {
    const old = await testDatabase({ migrated: false });
    const one = await inPlainWords(old.url);
    try {
      await one.query("create schema ringfence");
      await new Postgrator({ driver: "pg", schemaTable: "ringfence.schema_version", migrationPattern: join(migrations, "*.sql"), newline: "LF", execQuery: (query) => one.query(query) }).migrate("016");
      await one.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version, account_count) values ('N-0', 'nightly', '2026-01-01', 'published', '2026-01-01', '2026-01-01', 'c', 'v', 1000)");
      await one.query("insert into ringfence.ring values ('R-1', 'N-0', 'N-0', 6, 100, 80, '{device}', 'active')");
      await one.query("insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at) select 'N-0', 'a' || n, 'R-1', 'watch', 1, '{}', '{}', 'proposed', '2026-01-01' from generate_series(1, 3) as n");
      await one.query("select ringfence.allow_add('address', '203.0.113.0/24', 'the library', null)");
      await one.query("select ringfence.decide_accounts('{a1,a2}', 'approve', 'seen')");
      await one.query("select ringfence.set_mode('on', 'test')");
      expect((await one.query("select outcome, applied::int from ringfence.release('r1')")).rows).toEqual([{ outcome: "released", applied: 2 }]);
      await expect(requireCurrentSchema(one)).rejects.toMatchObject({ code: "SCHEMA", message: expect.stringContaining("ringfence migrate") });
      expect(await migrate(one)).toEqual({ from: 16, to: schemaVersion() });
      await requireCurrentSchema(one);
      expect(await dumpSchema(one)).toBe(await dumpSchema(client));
      // Nothing is left with the user that migrated before; old rows of the feed keep their hashes, and what was decided before is in the ledger.
      const { rows: owners } = await one.query("select pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'ringfence'::regnamespace union select pg_get_userbyid(proowner) from pg_proc where pronamespace = 'ringfence'::regnamespace union select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'ringfence'");
      expect(owners).toEqual([{ owner: "ringfence_owner" }]);
      const old_ = await feedRead(one, 0, 10);
      expect(old_.map(({ basis }) => basis)).toEqual([null, null]);
      verifyFeed(old_, { seq: 0, hash: noHash });
      const ledger = await readLedger(one, 0, 10);
      verifyLedger(ledger, { link_id: 0, hash: noHash });
      expect(ledger.map(({ about }) => about)).toEqual(["audit", "decision"]);
      expect((await one.query("select outcome from ringfence.release('r1')")).rows).toEqual([{ outcome: "already" }]);
      expect((await one.query("select outcome, lifted::int, withdrawn::int from ringfence.undo('ring', 'R-1', 'u1', 'why')")).rows).toEqual([{ outcome: "undone", lifted: 2, withdrawn: 1 }]);
      // What was listed as an address and is a network protects as before.
      expect((await one.query(`select ringfence.is_allowed('x', '{"keys": [{"kind": "subnet", "key": "203.0.113.0/24@1767225600000", "bits": 3}]}')`)).rows).toEqual([{ is_allowed: true }]);
    } finally {
      await one.end();
      await old.drop();
    }
  });

  test("functions of another version are not worked with, and migrating puts them in place again", async () => {
    await client.query("create or replace function ringfence.share_for(effects bigint, accounts bigint, now double precision) returns double precision language sql as 'select 7.0'");
    await client.query("update ringfence.function_set set sha256 = repeat('0', 64)");
    await expect(requireCurrentSchema(client)).rejects.toMatchObject({ code: "SCHEMA", message: expect.stringContaining('Run "ringfence migrate"') });
    await migrate(client);
    await requireCurrentSchema(client);
    expect((await client.query("select ringfence.share_for(10, 1000, 0.001) as share")).rows).toEqual([{ share: 0.01 }]);
  });
});

describe("what keys are about", () => {
  /** A key of each form about the value, as sql/traces makes them. */
  const keyOf = { value: (value: string) => value, "value@time": (value: string) => `${value}@1767225600000`, "action:value": (value: string) => `follow:${value}`, "action:value@time": (value: string) => `follow:${value}@1767225600000` };

  test.each(kindNames)("%s: the allow-list protects a case that names the value by this kind only, on any day", async (kind) => {
    const { value: valueKind, keyForm } = kindSpec(kind);
    for (const value of ["room", "a:b@c", "tab\there@7x"]) {
      const reasons = JSON.stringify({ keys: [{ kind, key: keyOf[keyForm](value), members: 2, bits: 3 }, { kind, members: 2, key: keyOf[keyForm](value).replace("1767225600000", "1767312000000"), bits: 4 }] });
      await client.query("begin");
      await client.query("insert into ringfence.run (run_id, kind, as_of, status, started_at, finished_at, config_hash, code_version) values ('N-0', 'nightly', '2026-01-01', 'published', '2026-01-01', '2026-01-01', 'c', 'v')");
      await client.query("insert into ringfence.ring values ('R-1', 'N-0', 'N-0', 6, 100, 80, '{device}', 'active')");
      await client.query("select ringfence.propose(jsonb_build_array(jsonb_build_object('run_id', 'N-0', 'account_id', 'x', 'ring_id', 'R-1', 'action', 'watch', 'evidence_bits', 1, 'kinds', array[$2::text], 'reasons', $1::jsonb)))", [reasons, kind]);
      expect((await client.query("select kind, value, case_count::int, share from ringfence.heaviest_value(array(select case_id from ringfence.ban_candidate))")).rows, value).toEqual([{ kind: valueKind, value, case_count: 1, share: 1 }]);
      await client.query("rollback");
      expect((await client.query("select ringfence.is_allowed('x', $1)", [reasons])).rows).toEqual([{ is_allowed: false }]);
      const { rows } = await client.query<{ allow_id: string }>("select allow_id from ringfence.allow_add($1, $2, 'a test')", [valueKind, value]);
      expect((await client.query("select ringfence.is_allowed('x', $1)", [reasons])).rows).toEqual([{ is_allowed: true }]);
      await client.query("select ringfence.allow_remove($1)", [rows[0].allow_id]);
    }
  });

  test("the table is the registry", async () => {
    expect((await client.query("select kind, value_kind, key_form from ringfence.trace_kind")).rows).toEqual(kindNames.map((kind) => ({ kind, value_kind: kindSpec(kind).value, key_form: kindSpec(kind).keyForm })));
  });

  test.each(kindNames)("%s: its keys have the form that the registry says", (kind) => {
    const sql = readFileSync(join(packageFolder, "sql", "traces", `${kind}.sql`), "utf8");
    // The expression that is the key, where the SELECT says it in one place: a time is put behind an @, and a deed is "action:target". What is done to targets has the number of the deed or target and a moment
    // (-1: none), of which `graph/numbered/shared.sql` makes the same.
    const made = /select\s+(?:\w+\.)?account,([^;]*?)\s+as key\b/.exec(sql)?.[1] ?? "";
    const moment = /,\s*([^,]+?)\s+as moment_ms\b/.exec(sql)?.[1] ?? "cast(-1 as bigint)";
    const { keyForm } = kindSpec(kind);
    expect([/\|\|\s*'@'/.test(made) || moment !== "cast(-1 as bigint)", /\bdeed\b/.test(made) || /\bdeed_no as thing_no\b/.test(sql)]).toEqual([keyForm.endsWith("@time"), keyForm.startsWith("action:")]);
  });
});

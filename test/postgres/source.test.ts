import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { check } from "../../src/postgres/check.js";
import { connect } from "../../src/postgres/connect.js";
import { extract, type Extract, type ExtractOptions } from "../../src/postgres/extract.js";
import { load, type LoadOptions } from "../../src/postgres/load.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

let database: TestDatabase;
let client: Client;
let folder: string;

beforeAll(async () => {
  database = await testDatabase({ migrated: false });
  client = await connect(database.url, "test source");
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ringfence-source-"));
  await client.query("drop schema if exists public cascade; create schema public");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asOfMs = Date.UTC(2026, 0, 10);
const take = (more: Partial<ExtractOptions> = {}): Promise<Extract> =>
  extract({ sourceUrl: database.url, schema: "public", timeZone: "UTC", asOfMs, loginFromMs: asOfMs - 86_400_000, actionFromMs: asOfMs - 3_600_000, folder: join(folder, "extract"), ...more });
const contents = (done: Extract): Record<string, string> => ({ account: readFileSync(done.files.account, "utf8"), login: readFileSync(done.files.login, "utf8"), action: readFileSync(done.files.action, "utf8") });

const contract = `
  create table accounts (account_id text primary key, created_at timestamptz, protected boolean default false, closed_at timestamptz);
  create table logins (account_id text, device_id text, ip inet, logged_in_at timestamptz);
  create table actions (account_id text, action text, target_id text, acted_at timestamptz);`;

test("extract writes the window, its start included and its end not; rows without a possible time too, and every account", async () => {
  await client.query(`${contract}
    insert into accounts values ('ana', '2026-01-01 00:00:00.123+00', true, null), ('ben', '2025-12-31 23:00:00.9999-01', false, '2026-01-09 00:00+00'), ('new', '2026-01-10 00:00+00', false, null), ('odd', null, null, 'infinity');
    insert into logins values ('ana', 'd1', '1.2.3.4', '2026-01-09 00:00+00'), ('ana', '', '::ffff:1.2.3.4', '2026-01-09 23:59:59.9999+00'), ('ana', null, null, null), ('ana', 'd1', '1.2.3.4', '2026-01-10 00:00+00'), ('ana', 'd1', '1.2.3.4', '2026-01-08 23:59:59.999+00'), ('ana', 'd1', null, '0001-01-01 00:00+00');
    insert into actions values ('ana', 'follow', 'ben', '2026-01-09 23:00+00'), ('ana', 'follow', 'ben', '2026-01-09 22:59+00');`);
  const done = await take();
  expect(contents(done)).toEqual({
    account: `ana,1767225600123,true,\nben,1767225600999,false,1767916800000\nnew,${asOfMs},false,\nodd,,false,8640000000000000\n`,
    login: `ana,d1,1.2.3.4/32,1767916800000\nana,"",::ffff:1.2.3.4/128,${asOfMs - 1}\nana,,,\nana,d1,,-62135596800000\n`,
    action: "ana,follow,ben,1767999600000\n",
  });
  expect(done.rows).toEqual({ account: 4, login: 4, action: 1 });
});

test("hostile ids survive the CSV", async () => {
  const ids = ["it's", 'say "hi"', "a,b", "tab\t", "two\nlines", "\\.", "\\N", "🦊", "x".repeat(10_000), "NULL", " padded "];
  await client.query(contract);
  for (const id of ids) await client.query("insert into accounts values ($1, '2026-01-01 00:00+00')", [id]);
  const { files } = await take();
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  const rows = await engine.rows(
    `select account_id from read_csv($file, header = false, quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {'account_id': 'VARCHAR', 'created_ms': 'BIGINT', 'protected': 'BOOLEAN', 'closed_ms': 'BIGINT'})`,
    { file: files.account },
  );
  engine.close();
  expect(rows.map((row) => row.account_id)).toEqual(ids);
});

test("times without zone, bigint and uuid ids, text addresses and a table without the optional columns", async () => {
  await client.query(`create schema "My Source";
    create table "My Source".accounts (account_id bigint, created_at timestamp);
    create table "My Source".logins (account_id bigint, device_id uuid, ip text, logged_in_at timestamp);
    create table "My Source".actions (account_id bigint, action varchar(10), target_id bigint, acted_at timestamp);
    insert into "My Source".accounts values (9007199254740993, '2026-01-01 01:00');
    insert into "My Source".logins values (9007199254740993, '00000000-0000-0000-0000-000000000001', 'not an address', '2026-01-10 00:30'), (1, null, '10.0.0.1', '2026-01-10 01:30');`);
  const done = await take({ schema: "My Source", timeZone: "Europe/Berlin" });
  await client.query('drop schema "My Source" cascade');
  expect(contents(done)).toEqual({
    account: `9007199254740993,${Date.UTC(2026, 0, 1)},false,\n`,
    login: `9007199254740993,00000000-0000-0000-0000-000000000001,not an address,${Date.UTC(2026, 0, 9, 23, 30)}\n`,
    action: "",
  });
});

test("a missing table, column or account is an input error that says how another schema is mapped", async () => {
  await expect(take()).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/public\.accounts.*ringfence init DIR/s) });
  await client.query(contract);
  await expect(take()).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("no accounts") });
  await client.query("insert into accounts values ('ana', '2026-01-01'); alter table logins rename column device_id to device");
  await expect(take()).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/device_id.*ringfence init DIR/s) });
  await client.query("alter table logins rename column device to device_id; alter table logins alter logged_in_at type text using '5'");
  await expect(take()).rejects.toMatchObject({ code: "INPUT" });
  await expect(take({ timeZone: "Mars/Base" })).rejects.toMatchObject({ code: "CONFIG", message: expect.stringContaining("Mars/Base") });
});

test("an abort ends a long extract at once", async () => {
  await client.query(`${contract} insert into accounts select 'a' || n, '2026-01-01' from generate_series(1, 300000) as n`);
  const controller = new AbortController();
  const reason = new Error("Ctrl-C");
  await expect(take({ signal: controller.signal, onProgress: () => controller.abort(reason) })).rejects.toBe(reason);
});

/** A user of the server who may read the source and no more. @returns the URL to connect as them */
async function reader(): Promise<{ url: string; name: string }> {
  const name = `reader_${process.pid}`;
  await client.query(`do $$ begin if not exists (select from pg_roles where rolname = '${name}') then create role ${name} login password 'reader'; end if; end $$;
    grant usage on schema public to ${name}; grant select on all tables in schema public to ${name}`);
  const url = new URL(database.url);
  url.username = name;
  url.password = "reader";
  return { url: url.href, name };
}

test("rows that row-level security hides are an error, not rows that do not exist; through a view too", async () => {
  await client.query(`${contract} insert into accounts values ('ana', '2026-01-01'), ('ben', '2026-01-01'); insert into logins values ('ana', 'd1', null, '2026-01-09'), ('ben', 'd2', null, '2026-01-09');
    alter table logins enable row level security; create policy own on logins for select using (account_id = 'ana')`);
  const { url, name } = await reader();
  const hidden = { code: "INPUT", exitCode: 3, message: expect.stringMatching(/Row-level security hides rows.*"logins".*bypassrls/s) };
  try {
    await expect(take({ sourceUrl: url })).rejects.toMatchObject(hidden);
    const theirs = await connect(url, "test reader");
    const found = await check(theirs, { schema: "public", timeZone: "UTC", now: asOfMs });
    expect(found.filter((finding) => finding.severity === "fail")).toMatchObject([{ what: "logins", value: "row-level security hides rows from this user" }]);
    await theirs.end();
    // The owner sees everything.
    expect((await take()).rows).toEqual({ account: 2, login: 2, action: 0 });
    await client.query(`alter table logins rename to kept; create view logins with (security_invoker = true) as select * from kept; grant select on logins to ${name}`).catch(() => {});
    await expect(take({ sourceUrl: url })).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("Row-level security hides rows") });
  } finally {
    await client.query(`drop owned by ${name}; drop role ${name}`);
  }
});

const files = (text: Record<string, string>): string => {
  const at = join(folder, "files");
  mkdirSync(at, { recursive: true });
  const all = { "accounts.csv": "account_id,created_at\nana,2026-01-01T00:00:00Z\n", "logins.csv": "account_id,device_id,ip,logged_in_at\n", "actions.csv": "account_id,action,target_id,acted_at\n", ...text };
  for (const [name, content] of Object.entries(all)) writeFileSync(join(at, name), content);
  return at;
};
const put = (at: string, more: Partial<LoadOptions> = {}): Promise<Record<string, number>> => load({ url: database.url, schema: "public", folder: at, mode: "empty", timeZone: "UTC", workFolder: folder, ...more });

test("load reads CSV: columns in any order, both kinds of time, null against empty, hostile text", async () => {
  const at = files({
    "accounts.csv": 'Created_At,account_id,protected,extra\n2026-01-01T01:00:00+01:00,ana,true,x\n1767225600000,"b,""n\n\t\\.",,\n,"",f,\n2026-01-01 00:00:00,🦊,,\n',
    "logins.csv": 'account_id,device_id,ip,logged_in_at\nana,"",1.2.3.4,1767225600123\n,,"",2026-01-01T00:00:00Z\n',
  });
  expect(await put(at, { timeZone: "Asia/Kolkata" })).toEqual({ accounts: 4, logins: 2, actions: 0 });
  const { rows } = await client.query("select account_id, created_at, protected, closed_at from accounts order by account_id");
  const newYear = new Date(Date.UTC(2026, 0, 1));
  expect(rows).toEqual([
    { account_id: "", created_at: null, protected: false, closed_at: null },
    { account_id: "ana", created_at: newYear, protected: true, closed_at: null },
    { account_id: 'b,"n\n\t\\.', created_at: newYear, protected: false, closed_at: null },
    { account_id: "🦊", created_at: new Date(newYear.getTime() - 5.5 * 3_600_000), protected: false, closed_at: null },
  ]);
  expect((await client.query("select account_id, device_id, host(ip) as ip, logged_in_at from logins order by account_id")).rows).toEqual([
    { account_id: "ana", device_id: "", ip: "1.2.3.4", logged_in_at: new Date(1767225600123) },
    { account_id: null, device_id: null, ip: null, logged_in_at: newYear },
  ]);
});

test("load reads Parquet with timestamps or milliseconds", async () => {
  const at = files({});
  rmSync(join(at, "accounts.csv"));
  rmSync(join(at, "logins.csv"));
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  await engine.run(`copy (select 7::bigint as account_id, timestamptz '2026-01-01 00:00:00.5+00' as created_at, true as protected, null::bigint as closed_at) to '${at}/accounts.parquet'`);
  await engine.run(`copy (select '7' as account_id, null::varchar as device_id, '::1' as ip, 1767225600123 as logged_in_at) to '${at}/logins.parquet'`);
  engine.close();
  expect(await put(at)).toEqual({ accounts: 1, logins: 1, actions: 0 });
  expect((await client.query("select * from accounts")).rows).toEqual([{ account_id: "7", created_at: new Date(1767225600500), protected: true, closed_at: null }]);
  expect((await client.query("select logged_in_at from logins")).rows).toEqual([{ logged_in_at: new Date(1767225600123) }]);
});

test("tables that hold rows are refused; append adds, replace empties; all or nothing", async () => {
  const at = files({});
  await put(at);
  await expect(put(at)).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("--append") });
  await expect(put(at, { mode: "append" })).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining('"ana"') });
  writeFileSync(join(at, "accounts.csv"), "account_id,created_at\nben,\n");
  expect(await put(at, { mode: "append" })).toMatchObject({ accounts: 1 });
  const count = async (): Promise<unknown> => (await client.query("select count(*)::int as n from accounts")).rows[0].n;
  expect(await count()).toBe(2);
  writeFileSync(join(at, "actions.csv"), "account_id,action,target_id,acted_at\nana,like,x,yesterday\n");
  await expect(put(at, { mode: "replace" })).rejects.toMatchObject({ code: "INPUT" });
  expect(await count()).toBe(2);
  writeFileSync(join(at, "actions.csv"), "account_id,action,target_id,acted_at\n");
  expect(await put(at, { mode: "replace" })).toMatchObject({ accounts: 1 });
  expect(await count()).toBe(1);
});

test.each([
  ["a time that is none: file, row, column and value", { "logins.csv": "account_id,device_id,ip,logged_in_at\nana,d,1.1.1.1,2026-01-01T00:00:00Z\nana,d,1.1.1.1,soon\n" }, /logins\.csv, row 2, column logged_in_at: "soon"/],
  ["an address that is none", { "logins.csv": "account_id,device_id,ip,logged_in_at\nana,d,1.1.1.1,2026-01-01\nana,d,1.1.1.999,2026-01-01\n" }, /row 2, column ip: "1\.1\.1\.999"/],
  ["an account twice", { "accounts.csv": "account_id,created_at\nana,\nben,\nana,\n" }, /"ana" is twice in the file/],
  ["an account without an id", { "accounts.csv": "account_id,created_at\nana,\n,2026-01-01T00:00:00Z\n" }, /row 2, column account_id: nothing/],
  ["a NUL in an id", { "accounts.csv": "account_id,created_at\nana,\nb\0en,\n" }, /row 2, column account_id: "b\\u0000en"/],
  ["a flag that is none", { "accounts.csv": "account_id,created_at,protected\nana,,perhaps\n" }, /row 1, column protected: "perhaps"/],
  ["a missing column", { "actions.csv": "account_id,action,acted_at\n" }, /actions\.csv lacks the column target_id/],
  ["an empty file", { "actions.csv": "" }, /actions\.csv/],
  ["a quote that never ends", { "actions.csv": 'account_id,action,target_id,acted_at\nana,"like,x,\n' }, /actions\.csv cannot be read as CSV/],
  ["bytes that are not UTF-8", { "actions.csv": Buffer.from([...Buffer.from("account_id,action,target_id,acted_at\nana,li"), 0xff, 0xfe, ...Buffer.from("ke,x,\n")]) as unknown as string }, /actions\.csv cannot be read as CSV/],
])("load refuses %s", async (_rule, text, message) => {
  await expect(put(files(text))).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(message) });
  expect((await client.query("select to_regclass('public.accounts') as made")).rows).toEqual([{ made: null }]);
});

const login = (...rows: string[]): Record<string, string> => ({ "logins.csv": `account_id,device_id,ip,logged_in_at\n${rows.join("\n")}\n` });
const at = "2026-01-01T00:00:00Z";

test.each([
  ["seconds for milliseconds", login("ana,d,,1766188800"), /row 1, column logged_in_at: "1766188800" is not a time.*looks like seconds \(2025-12-20T00:00:00\.000Z\): multiply by 1000/],
  ["seconds among milliseconds", { "accounts.csv": "account_id,created_at\nana,1766188800000\nben,1766188800\n" }, /row 2, column created_at.*seconds/],
  ["microseconds", login("ana,d,,1766188800000000"), /looks like microseconds \(2025-12-20T00:00:00\.000Z\): divide by 1000/],
  ["nanoseconds", login("ana,d,,1766188800000000000"), /looks like nanoseconds/],
  ["an abbreviation of a zone", login("ana,d,,2025-12-20 08:00:00 CST"), /"2025-12-20 08:00:00 CST" is not a time.*abbreviation.*\+08:00/],
  ["another one", login("ana,d,,2025-12-20 08:00:00 EST"), /abbreviation/],
  ["a word for a time", login("ana,d,,epoch"), /"epoch" is not a time/],
  ["times that are nearly all of 1970", login(...Array.from({ length: 9 }, (_, i) => `ana,d,,1970-01-21T12:0${i}:00Z`), `ana,d,,${at}`), /logins\.csv: 9 of 10 times of logged_in_at lie before 1990/],
  ["times of creation that are all of 1970 and all different", { "accounts.csv": `account_id,created_at\n${Array.from({ length: 5 }, (_, i) => `a${i},1970-01-21T12:0${i}:00Z\n`).join("")}` }, /accounts\.csv: 5 of 5 times of created_at lie before 1990/],
  ["times that are nearly all missing", login("ana,d,,", "ana,d,,", `ana,d,,${at}`), /logins\.csv: 2 of 3 rows have no logged_in_at/],
  ["ids with a decimal point", login(`104823.0,d,,${at}`, `,d,,${at}`), /account_id holds ids as floating-point numbers.*"104823\.0".*2\^53/],
  ["ids in powers of ten", { "actions.csv": `account_id,action,target_id,acted_at\nana,like,1.234567890123457e+17,${at}\n` }, /target_id holds ids as floating-point/],
  ["an id in powers of ten among others, as a spreadsheet writes it", { "actions.csv": `account_id,action,target_id,acted_at\nana,like,17,${at}\nana,like,1.23457E+17,${at}\n` }, /target_id holds ids as floating-point numbers \(such as "1\.23457E\+17"/],
  ["logins of other accounts", login(`zoe,d,,${at}`, `zed,d,,${at}`, `ana,d,,${at}`), /logins\.csv: 2 of 3 rows name an account that accounts\.csv does not hold, such as "zed"/],
] as [string, Record<string, string>, RegExp][])("load refuses %s, before it writes", async (_rule, text, message) => {
  await expect(put(files(text))).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(message) });
  expect((await client.query("select to_regclass('public.accounts') as made")).rows).toEqual([{ made: null }]);
});

test("load refuses a Parquet column of floating-point ids, and Parquet times that went through another unit", async () => {
  const folderOf = files({});
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  rmSync(join(folderOf, "logins.csv"));
  await engine.run(`copy (select 104823::double as account_id, 'd' as device_id, null::varchar as ip, 1767225600123 as logged_in_at) to '${folderOf}/logins.parquet'`);
  await expect(put(folderOf)).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/logins\.parquet: the column account_id holds ids as floating-point numbers \(of type DOUBLE\).*Above 2\^53.*"Int64"/) });
  // As pandas reads seconds when it is not told the unit.
  await engine.run(`copy (select 'ana' as account_id, 'd' as device_id, null::varchar as ip, make_timestamp_ns(1766188800) as logged_in_at) to '${folderOf}/logins.parquet'`);
  await expect(put(folderOf)).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/1 of 1 times of logged_in_at lie before 1990/) });
  engine.close();
});

test("load reads addresses however they are spelled", async () => {
  const spelled = ["81.2.69.142", "81.2.69.142:52100", '"203.0.113.0/32"', '"10.0.0.1, 81.2.69.142"', "[2A02:8109::1]:443", "fe80::1%eth0", "::ffff:81.2.69.142", "2a02:8109::/128", ""];
  await put(files(login(...spelled.map((ip) => `ana,d,${ip},${at}`))));
  expect((await client.query("select host(ip) as ip from logins")).rows.map((row) => row.ip)).toEqual(["81.2.69.142", "81.2.69.142", "203.0.113.0", "81.2.69.142", "2a02:8109::1", "fe80::1", "::ffff:81.2.69.142", "2a02:8109::", null]);
});

test("load takes accounts that all have the zero time for their creation, and says so", async () => {
  const notes: string[] = [];
  await put(files({ "accounts.csv": "account_id,created_at\nana,0001-01-01T00:00:00Z\nben,0001-01-01T00:00:00Z\n" }), { note: (text) => notes.push(text) });
  expect(notes).toEqual([expect.stringMatching(/2 of 2 times of created_at lie before 1990.*no evidence of registration/)]);
});

test("load takes what stands for no time as none: MySQL's zero date, quoted nothing, words for null; anything else is refused", async () => {
  const notes: string[] = [];
  await expect(put(files(login("ana,d,,0000-01-00")))).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/"0000-01-00" is not a time/) });
  const none = ["0000-00-00 00:00:00", "0000-00-00", '""', "NULL", "NaT", "\\N", ""];
  await put(files({ "accounts.csv": `account_id,created_at,closed_at\nana,2026-01-01T00:00:00Z,\n${none.map((word, i) => `a${i},${word},${word}\n`).join("")}` }), { note: (text) => notes.push(text) });
  expect((await client.query("select count(*)::int as n from accounts where closed_at is null and (created_at is null) = (account_id <> 'ana')")).rows).toEqual([{ n: 8 }]);
  expect(notes).toEqual([expect.stringMatching(/accounts\.csv: 7 of 8 rows have no created_at.*no evidence of registration/)]);
});

test.each([["accounts", "created_at"], ["accounts", "closed_at"], ["logins", "logged_in_at"], ["actions", "acted_at"]])("%s.%s as text is refused by a night and by check: Postgres would take CST for Chicago's", async (table, column) => {
  await client.query(`${contract} insert into accounts values ('ana', '2026-01-01'); insert into logins values ('ana', 'd', null, '2026-01-01'); insert into actions values ('ana', 'like', 't', '2026-01-01');
    alter table ${table} alter ${column} type text using '2026-01-01 08:00:00 CST'`);
  await expect(take()).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(new RegExp(`${column} of "public"\\.${table} is of type text.*Shanghai`)) });
  expect((await check(client, { schema: "public", timeZone: "UTC", now: asOfMs })).filter((finding) => finding.severity === "fail").map(({ what }) => what)).toContain(table === "accounts" ? `accounts.${column}` : `${table}.${column}`);
});

test("closed at minus infinity is a time before any other, not nothing", async () => {
  await client.query(`${contract} insert into accounts values ('ana', '2026-01-01', false, '-infinity'), ('ben', '2026-01-01', false, 'infinity'), ('cy', '2026-01-01', false, null)`);
  expect(contents(await take()).account.trim().split("\n").map((line) => line.split(",")[3])).toEqual(["-8640000000000000", "8640000000000000", ""]);
});

test("load takes what has one meaning, and says what may have two", async () => {
  const notes: string[] = [];
  const folderOf = files({
    "accounts.csv": `account_id,created_at,closed_at\nana,2026-01-01T00:00:00Z,0001-01-01T00:00:00Z\nben,,9999-12-31T00:00:00Z\ncy,0,infinity\ndee,2025-12-20 08:00,\n`,
    ...login("ana,d,,2025-12-20 08:00:00+0800", "ben,d,,2025-12-20 08:00:00 Asia/Shanghai", "cy,d,,2025-12-20T00:00:00.000Z", "dee,d,,1766188800000", "ana,d,,2025-12-20 00:00:00 UTC", "zoe,d,,2999-01-01"),
  });
  await put(folderOf, { note: (text) => notes.push(text), nowMs: asOfMs, timeZone: "Europe/Berlin" });
  expect((await client.query("select distinct logged_in_at from logins where account_id <> 'zoe'")).rows).toEqual([{ logged_in_at: new Date(Date.UTC(2025, 11, 20)) }]);
  expect(notes).toEqual([
    expect.stringMatching(/accounts\.csv: 1 of 4 times of created_at lie before 1990.*no evidence of registration/),
    expect.stringMatching(/accounts\.csv: 1 of 4 rows have no created_at/),
    expect.stringMatching(/accounts\.csv: 1 of 4 times of created_at have no offset and are read in Europe\/Berlin/),
    expect.stringMatching(/accounts\.csv: 1 of 4 times of closed_at lie before 1990.*taken for open/),
    expect.stringMatching(/accounts\.csv: 1 of 4 times of closed_at lie after 2089.*taken for open/),
    expect.stringMatching(/accounts\.csv: 1 of 4 accounts were closed before they were created/),
    expect.stringMatching(/logins\.csv: 1 of 6 times of logged_in_at lie after 2089/),
    expect.stringMatching(/logins\.csv: 1 of 6 times of logged_in_at have no offset/),
    expect.stringMatching(/logins\.csv: 1 of 6 rows name an account that accounts\.csv does not hold, such as "zoe"/),
  ]);
  // Accounts that were loaded before are known to the database, not to the file.
  notes.length = 0;
  writeFileSync(join(folderOf, "accounts.csv"), "account_id,created_at\nnew,2026-01-01T00:00:00Z\n");
  await put(folderOf, { mode: "append", note: (text) => notes.push(text) });
  expect(notes).toContainEqual(expect.stringMatching(/6 of 6 rows name an account.*They count where it was loaded before/));
});

test("load refuses a missing folder, a missing file, two files for one table and a file that is not Parquet", async () => {
  await expect(put(join(folder, "nowhere"))).rejects.toMatchObject({ code: "USAGE" });
  const at = files({});
  copyFileSync(join(at, "logins.csv"), join(at, "logins.parquet"));
  await expect(put(at)).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("both") });
  rmSync(join(at, "logins.csv"));
  await expect(put(at)).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("logins.parquet cannot be read as a Parquet file") });
  rmSync(join(at, "logins.parquet"));
  await expect(put(at)).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining("neither logins.csv nor logins.parquet") });
  await expect(put(files({ "accounts.csv": "account_id;created_at\nana;1766188800000\n" }))).rejects.toMatchObject({ code: "INPUT", message: expect.stringContaining('separated by ";"') });
});

const spoiled = async (now = asOfMs): Promise<Record<string, string>> =>
  Object.fromEntries((await check(client, { schema: "public", timeZone: "UTC", now })).filter((finding) => finding.severity !== "ok").map((finding) => [finding.what, `${finding.severity}: ${finding.value}`]));

test("check finds nothing in a healthy source and says what spoils others", async () => {
  expect(await spoiled()).toMatchObject({ accounts: 'fail: no table "public"."accounts"' });
  await client.query(contract);
  expect(await spoiled()).toEqual({ accounts: "fail: no rows", logins: "warn: no rows", actions: "warn: no rows" });
  await client.query(`
    insert into accounts select 'a' || n, timestamptz '2026-01-09 12:00:01.5+00' - n * interval '61.7 minutes' from generate_series(1, 100) as n;
    insert into logins select 'a' || n, 'd' || n, '81.2.69.0'::inet + n, timestamptz '2026-01-09 20:00:01.5+00' - n * interval '7.7 minutes' from generate_series(1, 100) as n;
    insert into actions select 'a' || n, case when n % 2 = 0 then 'like' else 'follow' end, 'a' || (n / 2 + 1), timestamptz '2026-01-09 20:00:01.5+00' - n * interval '7.7 minutes' from generate_series(1, 100) as n;`);
  expect(await spoiled()).toEqual({});
  expect(Object.keys(await spoiled(asOfMs + 3 * 86_400_000))).toEqual(["accounts.created_at, newest", "logins.logged_in_at, newest", "actions.acted_at, newest"]);
  await client.query(`
    update logins set device_id = 'unknown' where device_id < 'd6';
    update logins set logged_in_at = date_trunc('hour', logged_in_at);
    update actions set target_id = case when account_id < 'a6' then null end, action = 'like', account_id = case when account_id = 'a7' then 'stranger' when account_id = 'a8' then null else account_id end;
    update accounts set created_at = '2027-01-01'  where account_id = 'a1'; update accounts set created_at = '1970-01-01' where account_id in ('a2', 'a3');`);
  expect(await spoiled()).toEqual({
    "accounts.created_at, share in the future": "warn: 1.00 %",
    "accounts.created_at, share before 1990": "warn: 2.00 %",
    "logins.device_id, share of the most frequent value": 'warn: 56 %: "unknown"',
    "logins.logged_in_at, share at whole hours": "warn: 100 %",
    "actions.action, different values": "warn: 1",
    "actions.target_id, share without a value": "warn: 100 %",
    "actions, rows of unknown accounts": "warn: 2.00 %",
  });
});

const year = "insert into accounts select 'a' || n, timestamptz '2025-06-01 00:00:01.5+00' + n * interval '61.7 minutes' from generate_series(1, 100) as n";

test("check fails where a night would refuse: most rows of a table are lost; values that are lost are a warning", async () => {
  await client.query(`${contract} ${year};
    insert into logins select n || '.0', 'd' || n, '81.2.69.1', timestamptz '2026-01-09 12:00:01.5+00' - n * interval '7 minutes' from generate_series(1, 100) as n;
    insert into actions select 'a' || n, 'like', 'x' || n, case when n > 40 then null when n > 20 then timestamptz '1970-01-21 12:00:01+00' else '2026-01-09 12:00:01.5+00' end from generate_series(1, 100) as n;
    update accounts set account_id = substr(account_id, 2); alter table accounts alter account_id type bigint using account_id::bigint; update accounts set created_at = null where account_id > 20`);
  const found = await spoiled();
  expect(found).toMatchObject({
    "accounts.created_at, share without a time": "warn: 80 %", "logins, rows of unknown accounts": "fail: 100 %", "actions, rows of unknown accounts": "fail: 100 %",
    "actions.acted_at, share without a time": "fail: 60 %", "actions.acted_at, share before 1990": "warn: 20 %",
  });
  const [login] = (await check(client, { schema: "public", timeZone: "UTC", now: asOfMs })).filter((finding) => finding.what === "logins, rows of unknown accounts");
  expect(login.advice).toMatch(/100 of these rows would be known if ids were spelled alike \("1.0": a trailing "\.0".*exit code 5/);
  const wide = await check(client, { schema: "public", timeZone: "UTC", now: asOfMs, limits: { warn_lost_share: 0.01, max_lost_share: 1 } });
  expect(wide.filter((finding) => finding.severity === "fail")).toEqual([]);
});

test("check looks at closed_at, at ids that are floats, at addresses, at the letters of device ids and at batches of accounts", async () => {
  await client.query(`${contract} ${year}; alter table logins alter ip type text; alter table actions alter target_id type double precision using null;
    update accounts set closed_at = case when account_id < 'a2' then timestamptz '0001-01-01 00:00+00' when account_id < 'a3' then 'infinity' when account_id < 'a4' then created_at - interval '1 day' end;
    insert into accounts select 'pupil' || n, timestamptz '2025-09-01 08:00:00+00' + n * interval '1 second' from generate_series(1, 30) as n;
    insert into logins select 'a' || n, case when n % 2 = 0 then 'Zk3fA9b' when n = 7 then 'zk3fa9B' else upper('71d82a3bdb5408c7') end, case when n < 5 then 'my house' when n < 60 then '10.0.0.' || n else '::ffff:5102:458e' end, timestamptz '2026-01-09 12:00:01.5+00' - n * interval '7 minutes' from generate_series(1, 100) as n;
    insert into actions select 'a' || n, case when n % 2 = 0 then 'like' else 'follow' end, n % 30, timestamptz '2026-01-09 12:00:01.5+00' - n * interval '7 minutes' from generate_series(1, 100) as n;`);
  const found = await spoiled(Date.UTC(2026, 0, 9, 13));
  expect(found).toMatchObject({
    "accounts.closed_at, share closed before created": "warn: 18 %",
    "accounts.created_at, accounts created in batches": "warn: 30 in 1 minute, at most 30 in one",
    "logins.ip, share that cannot be read": "warn: 4.00 %",
    "logins.ip, share that is private or reserved": "warn: 55 %",
    "logins.device_id, values that differ by upper and lower case only": 'warn: 2, such as "Zk3fA9b"',
    "actions.target_id": "fail: of type double precision",
  });
  await client.query("alter table actions alter target_id type text; update actions set target_id = 'Room-' || target_id where account_id < 'a5'; update actions set target_id = 'room-' || target_id where target_id ~ '^[0-9]'");
  expect(await spoiled(Date.UTC(2026, 0, 9, 13))).toMatchObject({ "actions.target_id, values that differ by upper and lower case only": expect.stringMatching(/^warn: \d+, such as/) });
  await client.query("alter table actions alter target_id type double precision using null");
  await expect(take()).rejects.toMatchObject({ code: "INPUT", message: expect.stringMatching(/target_id of "public"\.actions is of type double precision.*2\^53/) });
});

test("check samples big tables and says so; it reads views and odd types", async () => {
  await client.query(`${contract} insert into accounts values ('ana', '2026-01-09'); insert into logins select 'ana', 'd' || n, '1.1.1.1', '2026-01-09' from generate_series(1, 20000) as n; analyze logins; drop table actions;
    create view actions as select 1::bigint as account_id, 'like' as action, 'x'::text as target_id, timestamp '2026-01-09' as acted_at`);
  const findings = await check(client, { schema: "public", timeZone: "UTC", now: asOfMs, rowLimit: 5000 });
  const device = findings.find((finding) => finding.what === "logins.device_id, different values")!;
  expect(device.value).toMatch(/^\d+ \(in a sample\)$/);
  expect(Number.parseInt(device.value, 10)).toBeLessThan(15_000);
  expect(findings.some((finding) => finding.what === "actions.acted_at, time zone")).toBe(true);
});

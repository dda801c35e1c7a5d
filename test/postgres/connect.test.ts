import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, databaseError, describeUrl, openDatabase } from "../../src/postgres/connect.js";
import { copyText } from "../../src/postgres/copy-rows.js";
import { fillPlaceholders } from "../../src/postgres/fill-placeholders.js";
import { statement } from "../../src/postgres/transaction.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ migrated: false });
});
afterAll(() => database.drop());

const changed = (change: (url: URL) => void): string => {
  const url = new URL(database.url);
  change(url);
  return url.href;
};

test.each<[string, (() => string) | string, RegExp]>([
  ["nothing listens", "postgres://u:s3cret%40@127.0.0.1:1/d", /nothing listens/],
  ["the host is not known", "postgres://u:s3cret%40@no-such-host.invalid/d", /not known|cannot be/],
  ["the password is wrong", () => changed((url) => (url.password = "s3cret%40")), /refused the user or the password/],
  ["the password is missing", () => changed((url) => (url.password = "")), /password/],
  ["the database is not there", () => changed((url) => (url.pathname = "/nowhere")), /does not exist.*nowhere/],
  ["the server has no TLS", () => changed((url) => (url.search = "?sslmode=require")), /TLS/],
  ["it is a MySQL URL", "mysql://u:s3cret%40@h/d", /not a Postgres URL/],
  ["it is no URL", "host=h password=s3cret%40", /not a URL/],
  ["the password is not encoded", "postgres://u:s3cret%@h/d", /not a URL/],
  ["the port is no port", "postgres://u:s3cret%40@h:port/d", /not a URL/],
])("says what is wrong where %s, without the password", async (_case, given, message) => {
  const url = typeof given === "string" ? given : given();
  const error = await connect(url, "test").then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "DATABASE", exitCode: 2, message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain("s3cret");
});

test("a listener that is no Postgres is an error, not a hang", async () => {
  const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await expect(connect(`postgres://u:p@127.0.0.1:${port}/d`, "test")).rejects.toMatchObject({ code: "DATABASE" });
  server.close();
});

test("a transaction speaks UTC and is named, without limits of the server's; outside of it the session is as it was", async () => {
  const names = ["timezone", "application_name", "statement_timeout", "idle_in_transaction_session_timeout", "datestyle"];
  const ask = `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(", ")}`;
  const name = changed((url) => (url.search = "?options=-c%20timezone%3DAsia/Tokyo%20-c%20statement_timeout%3D9s%20-c%20datestyle%3DGerman"));
  const client = await connect(name, "ringfence 'test'");
  const before = (await client.query(ask)).rows;
  expect(before).toEqual([expect.objectContaining({ timezone: "Asia/Tokyo", statement_timeout: "9s", application_name: "" })]);
  expect((await statement(client, ask)).rows).toEqual([{ timezone: "UTC", application_name: "ringfence 'test'", statement_timeout: "0", idle_in_transaction_session_timeout: "0", datestyle: expect.stringMatching(/^ISO/) }]);
  expect((await client.query(ask)).rows).toEqual(before);
  await client.end();
});

test("a connection that the server ends is a database error of the next query, not a crash", async () => {
  const [client, killer] = [await connect(database.url, "victim"), await connect(database.url, "killer")];
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await killer.query("select pg_terminate_backend($1)", [rows[0].pid]);
  const error = await client.query("select pg_sleep(10)").catch((thrown: unknown) => thrown);
  expect(databaseError(error, "sleeping")).toMatchObject({ code: "DATABASE", message: expect.stringContaining("lost") });
  await killer.end();
});

test("a URL of one's own is taken as it is, the source beside it", async () => {
  const place = { home: "/nowhere", databaseUrl: "postgres://a@h/results", sourceUrl: undefined, configFile: undefined };
  expect(await openDatabase(place, () => {})).toMatchObject({ url: "postgres://a@h/results", sourceUrl: "postgres://a@h/results", embedded: false });
  expect(await openDatabase({ ...place, sourceUrl: "postgres://a@standby/source" }, () => {})).toMatchObject({ sourceUrl: "postgres://a@standby/source" });
  await expect(openDatabase({ ...place, sourceUrl: "oops" }, () => {})).rejects.toMatchObject({ message: expect.stringContaining("RINGFENCE_SOURCE_URL") });
});

test("a URL for people has no password and no options", () => {
  expect(describeUrl("postgres://ana:pw@db.example:5433/prod?sslmode=require")).toBe("ana@db.example:5433/prod");
  expect(describeUrl("postgresql:///prod?host=/run/postgresql")).toBe("/run/postgresql/prod");
});

test("placeholders are quoted by kind; comments, casts and quoted text are left alone", () => {
  const sql = "-- :unknown\nselect ':text', \":name\", x::text, :time_zone from :schema.t where n >= :from_ms";
  expect(fillPlaceholders(sql, { time_zone: { text: "a'b\\" }, schema: { identifier: 'my "s"' }, from_ms: { integer: -5 } }))
    .toBe(`select ':text', ":name", x::text,  E'a''b\\\\' from "my ""s""".t where n >= -5`);
  expect(() => fillPlaceholders("select :nothing", {})).toThrow(":nothing");
  expect(() => fillPlaceholders("select :n", { n: { integer: 1.5 } })).toThrow("1.5");
});

test("cells of COPY: null, backslashes, arrays and times", () => {
  expect(copyText(null)).toBe("\\N");
  expect(copyText("\\N\t\n\r\\.")).toBe("\\\\N\\t\\n\\r\\\\.");
  expect(copyText(["a", 'b"\\', ""])).toBe('{"a","b\\\\"\\\\\\\\",""}');
  expect(copyText(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(copyText(1.5)).toBe("1.5");
});

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect } from "vitest";
import { packageFolder } from "../../src/config/place.js";
import { printable } from "../../src/console/printable.js";
import { post } from "../../src/enforcement/receiver.js";
import { run } from "../cli/command-line.js";
import { many, openGates, openTown } from "../enforcement/town.js";
import { testDatabase } from "../postgres-server.js";
import { attack } from "./attack.js";

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), "ringfence-attack-"))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** In public, where everybody may create on Postgres 14: each fits its arguments better than the server's own, and says that it was called. */
const planted = [
  ["to_timestamp", "numeric", "timestamptz"], ["array_to_string", "text[], text", "text"], ["cardinality", "text[]", "integer"], ["unnest", "text[]", "setof text"],
  ["format", "text, text", "text"], ["format", "text, text, text", "text"], ["format", "text, name", "text"], ["joined", "text, integer", "text"],
] as const;

attack({ who: "any database user", attack: "functions and operators in public that fit better than the server's own: called by migrate, load, check and nights as the superuser", by: "every statement of ours is in a transaction whose names are the server's" }, async () => {
  const database = await testDatabase({ migrated: false });
  const admin = new pg.Client({ connectionString: database.url });
  const bare: string[] = [];
  // oxlint-disable-next-line typescript/unbound-method
  const query = pg.Client.prototype.query;
  try {
    await admin.connect();
    for (const [name, takes, gives] of planted) await admin.query(`create function public.${name}(${takes}) returns ${gives} language plpgsql as $$ begin raise exception 'called'; end $$`);
    await admin.query("create operator public.|| (leftarg = text, rightarg = integer, function = public.joined)");
    writeFileSync(join(home, "accounts.csv"), "account_id,created_at\na,2026-01-01T00:00:00Z\nb,2026-01-01T00:00:00Z\n");
    writeFileSync(join(home, "logins.csv"), "account_id,device_id,ip,logged_in_at\na,d,10.0.0.1,2026-01-02T00:00:00Z\nb,d,10.0.0.1,2026-01-02T00:00:00Z\n");
    writeFileSync(join(home, "actions.csv"), "account_id,action,target_id,acted_at\na,like,t,2026-01-02T00:00:00Z\nb,like,t,2026-01-02T00:00:00Z\n");
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      const text = typeof given[0] === "string" ? given[0] : "";
      if (this.getTransactionStatus() === "I" && !/^(?:begin|rollback|show|listen)\b/.test(text)) bare.push(text);
      return (query as (...all: unknown[]) => unknown).apply(this, given);
    } as typeof query;
    for (const argv of [["migrate"], ["load", "."], ["check"], ["run", "nightly", "--as-of", "2026-01-03"], ["review", "waiting"], ["retention", "--dry-run"]]) {
      const { code, err } = await run(home, argv, { env: { DATABASE_URL: database.url } });
      expect([argv[0], code, err.includes("called")], err).toEqual([argv[0], 0, false]);
    }
    expect(bare.filter((text) => text !== "")).toEqual([]);
  } finally {
    pg.Client.prototype.query = query;
    await admin.end();
    await database.drop();
  }
});

attack({ who: "any database user", attack: "waits in the database of consume --apply-to with a table of that name and a trigger, and with functions in public that fit better: run as the consumer's user", by: "tables of strangers are refused, and functions are named with their schema" }, async () => {
  const town = await openTown();
  const app = await testDatabase({ migrated: false });
  const admin = new pg.Client({ connectionString: app.url });
  try {
    await town.night(1, many(3));
    await town.approveAll();
    await openGates(town.owner, town);
    await town.owner.query("select ringfence.release('r1')");
    writeFileSync(join(home, "url"), `${app.url}\n`, { mode: 0o600 });
    const consume = (): ReturnType<typeof run> => run(home, ["consume", "--consumer", "app", "--once", "--apply-to", "@url"], { env: { DATABASE_URL: town.database.url } });
    await admin.connect();
    await admin.query("do $$ begin create role ringfence_test_planter; exception when duplicate_object or unique_violation then null; end $$; grant create, usage on schema public to ringfence_test_planter; create table called (by text); grant insert on called to ringfence_test_planter");
    await admin.query("set role ringfence_test_planter");
    await admin.query("create function public.jsonb_to_recordset(text) returns setof record language plpgsql as $$ begin insert into called values (current_user); end $$; create function public.steal() returns trigger language plpgsql as $$ begin insert into public.called values (current_user); return new; end $$");
    for (const table of ["ringfence_applied_feed", "ringfence_applied_position", "ringfence_applied_ahead"]) {
      const columns = table.endsWith("position") ? "consumer text primary key, epoch uuid not null, seq bigint not null, hash text not null" : "consumer text, seq bigint, epoch uuid, effect text, account_id text, action text, reason_code text, effective_at timestamptz, expires_at timestamptz, ring_id text, case_id text, statement text, asked_at timestamptz";
      await admin.query(`create table public.${table} (${columns}); create trigger steal before insert on public.${table} for each row execute function public.steal(); grant all on public.${table} to public`);
      expect(await consume(), table).toMatchObject({ code: 2, err: expect.stringContaining(`The table ${table} belongs to the database user "ringfence_test_planter"`) });
      await admin.query("reset role; drop table public.ringfence_applied_feed, public.ringfence_applied_position, public.ringfence_applied_ahead; set role ringfence_test_planter");
    }
    expect(await consume()).toMatchObject({ code: 0, err: expect.stringContaining("3 effects applied") });
    await admin.query("reset role");
    expect((await admin.query("select * from called")).rows).toEqual([]);
  } finally {
    await admin.end();
    await app.drop();
    await town.close();
  }
});

attack({ who: "any database user", attack: "waits with tables of the source's names and a trigger where ringfence load will write, as the superuser", by: "tables of strangers are refused" }, async () => {
  const database = await testDatabase({ migrated: false });
  const admin = new pg.Client({ connectionString: database.url });
  try {
    await admin.connect();
    await admin.query("do $$ begin create role ringfence_test_planter; exception when duplicate_object or unique_violation then null; end $$; grant create, usage on schema public to ringfence_test_planter; create table called (by text); grant insert on called to ringfence_test_planter");
    await admin.query("set role ringfence_test_planter; create function public.steal() returns trigger language plpgsql as $$ begin insert into public.called values (current_user); return new; end $$");
    await admin.query("create table public.accounts (account_id text, created_at timestamptz, protected boolean, closed_at timestamptz); create trigger steal before insert on public.accounts for each row execute function public.steal()");
    writeFileSync(join(home, "accounts.csv"), "account_id,created_at\na,2026-01-01T00:00:00Z\n");
    writeFileSync(join(home, "logins.csv"), "account_id,device_id,ip,logged_in_at\na,d,10.0.0.1,2026-01-02T00:00:00Z\n");
    writeFileSync(join(home, "actions.csv"), "account_id,action,target_id,acted_at\na,like,t,2026-01-02T00:00:00Z\n");
    expect(await run(home, ["load", "."], { env: { DATABASE_URL: database.url } })).toMatchObject({ code: 2, err: expect.stringContaining('The table accounts belongs to the database user "ringfence_test_planter"') });
    await admin.query("reset role");
    expect((await admin.query("select * from called")).rows).toEqual([]);
  } finally {
    await admin.end();
    await database.drop();
  }
});

attack({ who: "any database user", attack: "listens to what incidents notify, or fills the queue so that minutes cannot be published", by: "one statement notifies, after what it is about: it looks at the queue first, and says no more than that there is something" }, async () => {
  const files = ["src", "sql/postgres"].flatMap((folder) => readdirSync(join(packageFolder, folder), { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:ts|sql)$/.test(name) && !name.startsWith("migrations/")).map((name) => join(packageFolder, folder, name)));
  const lines = files.flatMap((file) => readFileSync(file, "utf8").split("\n")).filter((line) => line.includes("pg_notify("));
  expect(lines).toEqual(["select pg_notify($1, '') where pg_notification_queue_usage() < 0.5"]);
});

attack({ who: "any local user", attack: "reads the password of feed anchor --webhook, or a token before a webhook's host, in the list of processes", by: "what may be a secret on the command line is refused; @FILE holds it" }, async () => {
  const database = await testDatabase();
  try {
    for (const argv of [["feed", "anchor", "--webhook", "https://app:hunter2@127.0.0.1:9/"], ["feed", "anchor", "--webhook", "https://hunter2@127.0.0.1:9/"], ["consume", "--consumer", "c", "--once", "--webhook", "https://hunter2@127.0.0.1:9/"]]) {
      const { code, out, err } = await run(home, argv, { env: { DATABASE_URL: database.url } });
      expect([code, /hunter2/.test(out + err), err]).toEqual([2, false, expect.stringContaining("@FILE")]);
    }
  } finally {
    await database.drop();
  }
});

attack({ who: "any local user", attack: "answers in a webhook's place: leads elsewhere, never ends its headers or its body, answers with megabytes or escapes", by: "no redirect is followed, an answer has its time and is not read, and its text is not shown" }, async () => {
  const asked = async (answer: (socket: Socket) => void, patienceMs = 20_000): Promise<string | undefined> => {
    const open: Socket[] = [];
    const server = createServer((socket) => {
      open.push(socket.on("error", () => {}));
      answer(socket);
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      return await post(`http://u:%zz@127.0.0.1:${(server.address() as { port: number }).port}/hunter2`, "{}", {}, patienceMs);
    } finally {
      for (const socket of open) socket.destroy();
      server.close();
    }
  };
  let led = 0;
  const elsewhere = createServer(() => void led++).listen(0, "127.0.0.1");
  await new Promise((resolve) => elsewhere.once("listening", resolve));
  const { port } = elsewhere.address() as { port: number };
  expect(await asked((socket) => void socket.end(`HTTP/1.1 307 On\r\nLocation: http://127.0.0.1:${port}/\r\nContent-Length: 0\r\n\r\n`))).toMatch(/^could not be reached/);
  elsewhere.close();
  expect(led).toBe(0);
  expect(await asked((socket) => void socket.write("HTTP/1.1 200 OK\r\nX: y"), 500)).toBe("could not be reached (TimeoutError)");
  expect(await asked((socket) => void socket.write(`HTTP/1.1 200 OK\r\n\r\n${"x".repeat(30_000_000)}`))).toBeUndefined();
  expect(await asked((socket) => void socket.write("HTTP/1.1 500 \u001b[2Jowned\r\nContent-Length: 9\r\n\r\nx"))).toBe("answered 500");
});

attack({ who: "whoever chooses an id", attack: "two ids that look the same: thin, no-break and hair blanks, a blank at the end", by: "a blank that is no space, or stands at an end, is escaped" }, async () => {
  for (const blank of ["\u00a0", "\u1680", "\u2002", "\u200a", "\u202f", "\u205f", "\u{16fe4}", "\u{1d159}"]) expect(printable(`a${blank}b`), blank.codePointAt(0)!.toString(16)).toMatch(/^a\\u.*b$/);
  expect([printable("ana "), printable(" ana"), printable("ana\u3000"), printable("ana belen")]).toEqual(["ana\\u0020", "\\u0020ana", "ana\\u3000", "ana belen"]);
});

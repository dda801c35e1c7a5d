import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/config/settings.js";
import { asOnlyConsumer, consumeToEnd, hearReleases } from "../../src/enforcement/consume.js";
import { toDatabase } from "../../src/enforcement/receiver.js";
import { expireDue, release, setMode } from "../../src/enforcement/releases.js";
import { runNightly } from "../../src/pipeline/run-nightly.js";
import { runRetention } from "../../src/pipeline/run-retention.js";
import { check } from "../../src/postgres/check.js";
import { connect, isPooled, withClient } from "../../src/postgres/connect.js";
import { load } from "../../src/postgres/load.js";
import { runLockNames, withRunLock } from "../../src/postgres/lock.js";
import { grantRoles, migrate } from "../../src/postgres/migrate.js";
import { unprivilegedUser } from "../../src/postgres/unprivileged-user.js";
import { makeWorld } from "../../src/world/make-world.js";
import { richRings, worldAsOfMs } from "../pipeline/night.js";
import { testDatabase, type TestDatabase } from "../postgres-server.js";

// A real PgBouncer before the real server, and an application that uses the same pool all the time. Left out where pgbouncer is not installed.
const installed = spawnSync("pgbouncer", ["--version"]).status === 0;
const day = 86_400_000;

/** The application's own settings, which it must see in any session that it is given. */
const own = { statement_timeout: "30s", lock_timeout: "20s", idle_in_transaction_session_timeout: "40s", client_min_messages: "notice", jit: "on", timezone: "Asia/Tokyo", datestyle: "SQL, DMY" };

describe.runIf(installed).each(["transaction", "session"] as const)("behind PgBouncer in %s mode", (mode) => {
  let database: TestDatabase;
  let folder: string;
  let bouncer: ChildProcess;
  let url: string;
  const seen = new Set<string>();
  /** What it has not set and we do, for a transaction. */
  const others = new Set<string>();
  let stopped = false;
  let application: Promise<unknown>;

  beforeAll(async () => {
    database = await testDatabase({ migrated: false });
    folder = mkdtempSync(join(tmpdir(), "ringfence-pooler-"));
    await makeWorld({ accounts: 1500, seed: 3, out: join(folder, "world"), ...richRings, ringShare: 0.03 });
    await withClient(database.url, "test pooler", async (client) => {
      const server = new URL(database.url);
      for (const [name, value] of Object.entries(own)) await client.query(`alter database ${client.escapeIdentifier(server.pathname.slice(1))} set ${name} = '${value}'`);
    });
    ({ bouncer, url } = await startBouncer(database, folder, mode));
    application = Promise.all([1, 2, 3].map(() => work(url)));
  }, 120_000);
  afterAll(async () => {
    stopped = true;
    await application;
    bouncer.kill();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A client of the application: short statements, each on whatever session the pooler gives. */
  async function work(pooled: string): Promise<void> {
    const client = new pg.Client({ connectionString: pooled });
    await client.connect();
    while (!stopped) {
      const { rows } = await client.query<{ own: string; other: string }>(`select concat_ws(' ', ${Object.keys(own).map((name) => `current_setting('${name}')`).join(", ")}) as own, concat_ws(' ', current_setting('application_name'), current_setting('row_security'), current_setting('tcp_keepalives_idle')) as other, pg_sleep(0.002)`);
      seen.add(rows[0].own);
      others.add(rows[0].other);
    }
    await client.end();
  }

  test("loading, checking, migrating, nights, retention, releasing and consuming all work", async () => {
    const place = { home: join(folder, "home"), databaseUrl: url, sourceUrl: undefined, configFile: undefined };
    await load({ url, schema: "public", folder: join(folder, "world"), mode: "empty", timeZone: "UTC", workFolder: folder });
    await withClient(url, "test", async (client) => {
      await migrate(client);
      await grantRoles(client);
      expect(await isPooled(client)).toBe(true);
      expect((await check(client, { schema: "public", timeZone: "UTC", now: worldAsOfMs })).filter((finding) => finding.severity === "fail")).toEqual([]);
    });
    const night = (nights: number): ReturnType<typeof runNightly> =>
      runNightly({ place, settings: defaultSettings, asOfMs: worldAsOfMs + nights * day, dryRun: false, now: () => worldAsOfMs + nights * day + 1000, note: () => {}, progress: () => {}, threads: 2 });
    for (const nights of [0, 1, 2]) expect((await night(nights)).status).toBe("published");
    await expect(withRunLock(url, "another", ["nightly"], () => night(3))).rejects.toMatchObject({ code: "LOCKED", message: expect.stringContaining('"another"') });
    await runRetention({ place, settings: defaultSettings, dryRun: false, nowMs: worldAsOfMs + 3 * day, note: () => {} });
    await withClient(url, "test", async (client) => {
      await setMode(client, "on", "a test");
      expect((await release(client, { id: "r1" })).outcome).toBe("nothing");
      expect(await expireDue(client)).toBe(0);
      await hearReleases(client);
      const receiver = await toDatabase(await connect(url, "test"), "c");
      expect(await asOnlyConsumer(url, "c", () => consumeToEnd({ client, consumer: "c", receiver, batch: 10 }))).toEqual({ applied: 0, seq: 0 });
      await receiver.close();
    });
  }, 120_000);

  test("no lock, no listener and no setting of ours stays in the application's sessions", async () => {
    expect(await withRunLock(url, "after", runLockNames, async () => "free")).toBe("free");
    await withClient(database.url, "test pooler", async (client) => {
      const { rows } = await client.query("select pid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())");
      expect(rows).toEqual([]);
    });
    // What the pool's sessions hold can be asked only through the pool.
    const pooled = await Promise.all(Array.from({ length: mode === "transaction" ? 8 : 2 }, () => connect(url, "test pooler")));
    const heard = await Promise.all(pooled.map(async (client) => (await client.query("select * from pg_listening_channels()")).rows));
    expect(heard.flat()).toEqual([]);
    for (const client of pooled) await client.end();
    expect([...seen]).toEqual([Object.values(own).join(" ")]);
    expect([...others]).toHaveLength(1);
  });
});

test.runIf(installed)("in statement mode there are no transactions: one sentence, and nothing is done", async () => {
  const database = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), "ringfence-pooler-"));
  const { bouncer, url } = await startBouncer(database, folder, "statement");
  try {
    const place = { home: join(folder, "home"), databaseUrl: url, sourceUrl: undefined, configFile: undefined };
    const night = runNightly({ place, settings: defaultSettings, dryRun: false, now: Date.now, note: () => {}, progress: () => {} });
    await expect(night).rejects.toMatchObject({ code: "DATABASE", message: expect.stringMatching(/statement mode.*pool_mode = transaction or session/) });
    await withClient(url, "test", async (client) => expect(check(client, { schema: "public", timeZone: "UTC", now: worldAsOfMs })).rejects.toMatchObject({ code: "DATABASE" }));
  } finally {
    bouncer.kill();
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A PgBouncer before the server of a database, which it lets everybody in to as its owner. */
async function startBouncer(database: TestDatabase, folder: string, mode: "transaction" | "session" | "statement"): Promise<{ bouncer: ChildProcess; url: string }> {
  const server = new URL(database.url);
  const port = await freePort();
  // Of another user, and so not above the home.
  const own = join(folder, "pooler");
  mkdirSync(own);
  chmodSync(folder, 0o711);
  const config = join(own, "pgbouncer.ini");
  writeFileSync(config, `[databases]
app = host=${server.hostname} port=${server.port} dbname=${server.pathname.slice(1)} user=${server.username}${server.password === "" ? "" : ` password=${decodeURIComponent(server.password)}`}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
auth_type = any
pool_mode = ${mode}
default_pool_size = 8
unix_socket_dir =
`);
  const user = unprivilegedUser();
  if (user !== undefined) for (const path of [own, config]) chownSync(path, user.uid, user.gid);
  const bouncer = spawn("pgbouncer", [config], { stdio: "ignore", ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }) });
  const url = `postgres://anybody@127.0.0.1:${port}/app`;
  await answering(url);
  return { bouncer, url };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the pooler lets somebody in. */
async function answering(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await withClient(url, "test", async () => {});
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

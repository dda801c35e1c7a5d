import { createHash, randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { packageFolder } from "../src/config/place.js";
import { connect } from "../src/postgres/connect.js";
import { startEmbedded } from "../src/postgres/embedded.js";
import { functionsHash } from "../src/postgres/functions.js";
import { migrate } from "../src/postgres/migrate.js";

/** This file of tests runs on Debian's Postgres. */
export const onStock = process.env.TEST_SERVER === "stock";

/** An empty database on a real server, for one test or one file. */
export interface TestDatabase {
  url: string;
  /** Drops it and gives the server up; the last one to go stops it. */
  drop(): Promise<void>;
}

/**
 * A new database on a real Postgres: that of TEST_DATABASE_URL (its user may create databases), Debian's in the project `stock`
 * (vitest.config.ts), else an embedded one that all test processes share. By default it holds the results schema (`migrated`); the source tables are made by `load` or by the test.
 */
export async function testDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = await testServer();
  const name = `ringfence_test_${process.pid}_${randomBytes(5).toString("hex")}`;
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  try {
    await onServer(server.url, async (client) => {
      await dropLeft(client);
      await client.query(migrated ? `create database ${name} template ${await migratedTemplate(client, server.url)}` : `create database ${name}`);
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: url.href,
    drop: async () => {
      await onServer(server.url, (client) => client.query(`drop database if exists ${name} with (force)`));
      await server.stop();
    },
  };
}

/** The server that tests share. Its cluster stays in the temporary folder, so the next test run starts at once. */
export async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") return { url: given, stop: async () => {} };
  if (onStock) return { url: process.env.TEST_STOCK_URL!, stop: async () => {} };
  const home = join(tmpdir(), `ringfence-test-${process.getuid?.() ?? 0}-${createHash("sha256").update(packageFolder).digest("hex").slice(0, 8)}`);
  // Nothing here has to survive a power cut.
  return startEmbedded(home, { note: () => {}, settings: { fsync: "off", full_page_writes: "off", shared_buffers: "64MB", log_min_messages: "fatal" } });
}

/** What a migrated database is made of, by its content. */
const templateName = (): string => {
  const hash = createHash("sha256").update(functionsHash());
  const folder = join(packageFolder, "sql", "postgres", "migrations");
  for (const file of readdirSync(folder).sort()) hash.update(`${file}\0`).update(readFileSync(join(folder, file)));
  return `ringfence_template_${hash.digest("hex").slice(0, 16)}`;
};

/** The database that migrated ones are copies of; the first test process makes it, and drops those of other versions. */
async function migratedTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const template = templateName();
  const there = async (): Promise<boolean> => (await client.query("select from pg_database where datname = $1", [template])).rows.length > 0;
  if (await there()) return template;
  await client.query("select pg_advisory_lock(hashtext('ringfence test template'))");
  try {
    if (await there()) return template;
    const { rows } = await client.query<{ name: string }>("select datname as name from pg_database where datname ~ '^ringfence_template_'");
    for (const { name } of rows) await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${template}_new`);
    const url = new URL(serverUrl);
    url.pathname = `/${template}_new`;
    const made = await connect(url.href, "test template");
    await migrate(made);
    await made.end();
    await client.query(`alter database ${template}_new rename to ${template}`);
    return template;
  } finally {
    await client.query("select pg_advisory_unlock(hashtext('ringfence test template'))");
  }
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Databases of test processes that were killed. */
async function dropLeft(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>("select datname as name from pg_database where datname ~ '^ringfence_test_[0-9]+_'");
  for (const { name } of rows) {
    if (alive(Number(name.split("_")[2]))) continue;
    // Another process may be dropping it too.
    await client.query(`drop database if exists ${name} with (force)`).catch(() => {});
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { connect } from "../../src/postgres/connect.js";
import { extract } from "../../src/postgres/extract.js";
import { testDatabase } from "../postgres-server.js";

/** A device on which every write fails as on a full disk; Linux has it. */
const full = "/dev/full";
const folder = mkdtempSync(join(tmpdir(), "ringfence-full-"));
let database: Awaited<ReturnType<typeof testDatabase>>;

beforeAll(async () => {
  database = await testDatabase();
  const client = await connect(database.url, "full disk test");
  await client.query(
    "create table public.accounts(account_id text primary key, created_at timestamptz); create table public.logins(account_id text, device_id text, ip inet, logged_in_at timestamptz); create table public.actions(account_id text, action text, target_id text, acted_at timestamptz)",
  );
  await client.query("insert into public.accounts select 'a' || i, '2025-01-01' from generate_series(1, 50000) as i");
  await client.end();
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!existsSync(full)).each(["account", "login"])("a disk that is full while %s is extracted: one clear sentence, exit code 1, and the server is not left hanging", async (table) => {
  const target = join(folder, table);
  mkdirSync(target);
  symlinkSync(full, join(target, `${table}.csv`));
  const client = await connect(database.url, "full disk test");
  await client.query("insert into public.logins select 'a1', 'd' || i, null, '2025-06-01' from generate_series(1, 50000) as i");
  const asOfMs = Date.parse("2025-12-22T00:00:00Z");
  const failure = extract({ sourceUrl: database.url, schema: "public", timeZone: "UTC", asOfMs, loginFromMs: 0, actionFromMs: 0, folder: target });
  await expect(failure).rejects.toMatchObject({ code: "DISK_FULL", exitCode: 1, message: expect.stringMatching(/disk is full.*Free some space/is) as string });
  // The extract's own session is gone, so it holds no lock and no snapshot.
  // The server ends a session a moment after its connection is gone.
  await expect
    .poll(async () => (await client.query<{ count: number }>("select count(*)::int as count from pg_stat_activity where application_name = 'ringfence extract' and datname = current_database()")).rows[0].count, { timeout: 10_000 })
    .toBe(0);
  await client.end();
});

test.skipIf(!existsSync(full))("a disk that is full while DuckDB writes says so too", async () => {
  const engine = await DuckDbEngine.open({ path: ":memory:" });
  await expect(engine.run(`copy (select i from range(1000000) as numbers(i)) to '${full}' (format csv)`)).rejects.toMatchObject({ code: "DISK_FULL", exitCode: 1 });
  engine.close();
});

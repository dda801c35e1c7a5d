import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import Postgrator from "postgrator";
import { packageFolder } from "../config/place.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { databaseError } from "./connect.js";
import { appliedFunctionsHash, functionsHash, putFunctions } from "./functions.js";
import { becomeOwner, keepNights } from "./owner.js";
import { statement, transaction } from "./transaction.js";

const migrationFolder = join(packageFolder, "sql", "postgres", "migrations");

/** The version that this code needs: the highest number among the migrations. */
export function schemaVersion(): number {
  return Math.max(...readdirSync(migrationFolder).filter((name) => /^\d+\.do\..*\.sql$/.test(name)).map((name) => Number.parseInt(name, 10)));
}

/**
 * Brings the schema `ringfence` up to this code, in one transaction: its tables by migrations, then its views and functions as their files are.
 * Several at once wait for each other, and for who publishes or releases.
 * @returns the version before and after; equal when there was nothing to do
 * @throws RingfenceError SCHEMA when the database is newer than this code or an applied migration was edited.
 */
export async function migrate(client: Client): Promise<{ from: number; to: number }> {
  const to = schemaVersion();
  try {
    return await transaction(client, "begin", async () => {
      await requireUtf8(client);
      const formerOwner = await lockSchema(client);
      const from = (await appliedVersion(client)) ?? 0;
      if (from > to) throw newer(from, to);
      await new Postgrator({
        driver: "pg",
        schemaTable: "ringfence.schema_version",
        // The folder may have any name; to the glob it must be plain text.
        migrationPattern: join(migrationFolder.replace(/[?*()[\]{}\\!]/g, "\\$&"), "*.sql"),
        newline: "LF",
        // The schema is there, and its owner may not make others.
        execQuery: (query) => client.query(query.replace(/CREATE SCHEMA IF NOT EXISTS "ringfence";/, "")),
      }).migrate();
      if ((await appliedFunctionsHash(client)) !== functionsHash()) await putFunctions(client);
      if (formerOwner !== undefined) await keepNights(client, formerOwner);
      return { from, to };
    });
  } catch (error) {
    if (/MD5 checksum failed/.test(messageOf(error))) {
      throw new RingfenceError("SCHEMA", `A migration that this database already has was changed afterwards (${messageOf(error)}). Restore the file in sql/postgres/migrations and add a new one instead.`, { cause: error });
    }
    if ((error as { code?: string }).code === "42P07" || /already exists/.test(messageOf(error))) {
      throw new RingfenceError("SCHEMA", `The schema "ringfence" holds something that its list of migrations does not know (${messageOf(error)}). Rename or drop it if it is not ringfence's; restore ringfence.schema_version if it is.`, { cause: error });
    }
    if ((error as { code?: string }).code === "42501") {
      throw new RingfenceError("DATABASE", `This database user may not make or change the schema ringfence (${messageOf(error)}). Nothing was changed. Run "ringfence migrate" as an administrator: with DATABASE_URL of a superuser, or of a member of ringfence_owner. Nights then run as the user of before.`, { cause: error });
    }
    throw databaseError(error, "migrating the schema ringfence");
  }
}

/** How long migrating waits for others: whoever may connect can take an advisory lock, and a hang would not say so. */
const migrateWait = "60s";

/**
 * Until the end of the transaction this user acts as the owner, where it may, and nobody else migrates, publishes or releases.
 * @returns the user to whom the schema belonged until now
 * @throws RingfenceError LOCKED after a minute
 */
async function lockSchema(client: Client): Promise<string | undefined> {
  try {
    await client.query(`set local lock_timeout = '${migrateWait}'`);
    await client.query("select pg_advisory_xact_lock(hashtext('ringfence'), hashtext('migrate'))");
    const formerOwner = await becomeOwner(client);
    if (await isThere(client, "case_lock")) await client.query("lock table ringfence.case_lock in exclusive mode");
    // The locks of versions before these were tables.
    else await client.query("select pg_advisory_xact_lock(hashtext('ringfence'), hashtext('publish'))");
    return formerOwner;
  } catch (error) {
    if ((error as { code?: string }).code !== "55P03") throw error;
    throw new RingfenceError("LOCKED", "Somebody else has been migrating, publishing or releasing for a minute, or holds that lock. Nothing was changed. See who: select * from pg_locks join pg_stat_activity using (pid) where locktype in ('advisory', 'relation') and granted; end that session, and migrate again.", { cause: error });
  }
}

/** @throws RingfenceError DATABASE where ids of any script could not be kept, nor plain text be told from other */
async function requireUtf8(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>("show server_encoding");
  if (rows[0].server_encoding !== "UTF8") {
    throw new RingfenceError("DATABASE", `The database has the encoding ${rows[0].server_encoding}; results need UTF8, so that ids of any script can be kept. Nothing was changed. Make one (create database … encoding 'UTF8' template template0) and set DATABASE_URL to it; the source may stay where it is (RINGFENCE_SOURCE_URL).`);
  }
}

/**
 * Puts views and functions in place again, makes the roles of docs/feed.md that are missing, where this user may, and grants them their functions.
 * Safe to repeat.
 * @returns the roles that an administrator of the server must create
 */
export async function grantRoles(client: Client): Promise<string[]> {
  try {
    return await transaction(client, "begin", async () => {
      await lockSchema(client);
      return putFunctions(client);
    });
  } catch (error) {
    throw databaseError(error, "granting the roles");
  }
}

/**
 * The results schema is there and is the one that this code writes.
 * @throws RingfenceError SCHEMA when it is missing, older or newer, with what to run.
 */
export async function requireCurrentSchema(client: Client): Promise<void> {
  const version = await appliedVersion(client);
  const wanted = schemaVersion();
  if (version === undefined) throw new RingfenceError("SCHEMA", 'The database has no results schema "ringfence" yet. Run "ringfence migrate" first.');
  if (version < wanted) throw new RingfenceError("SCHEMA", `The results schema "ringfence" is at version ${version}, this code needs ${wanted}. Run "ringfence migrate".`);
  if (version > wanted) throw newer(version, wanted);
  if ((await appliedFunctionsHash(client)) !== functionsHash()) {
    throw new RingfenceError("SCHEMA", 'The functions of the results schema "ringfence" are not those of this code: it was updated, or another version migrated since. Run "ringfence migrate".');
  }
}

const newer = (version: number, wanted: number): RingfenceError =>
  new RingfenceError("SCHEMA", `The results schema "ringfence" is at version ${version}, newer than this code (${wanted}). Update ringfence on this machine.`);

/** Undefined when nothing was ever migrated. */
async function appliedVersion(client: Client): Promise<number | undefined> {
  if (!(await isThere(client, "schema_version"))) return undefined;
  try {
    const { rows } = await statement<{ version: string | null }>(client, "select max(version) as version from ringfence.schema_version");
    return rows[0].version === null ? undefined : Number(rows[0].version);
  } catch (error) {
    throw databaseError(error, "reading the version of the schema ringfence");
  }
}

/** Whether the schema has a table of that name. Not to_regclass: it answers from the session's catalogue cache, which waiting for a lock does not bring up to date. */
async function isThere(client: Client, table: string): Promise<boolean> {
  const { rows } = await statement(client, "select from pg_class as class join pg_namespace as namespace on namespace.oid = class.relnamespace where namespace.nspname = 'ringfence' and class.relname = $1", [table]);
  return rows.length > 0;
}

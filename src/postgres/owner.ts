import pg, { type Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { statement } from "./transaction.js";

/**
 * Whose the results schema is: nobody logs in as it, so that the credential that runs every night can change no rule that it is bound by. Only an
 * administrator (a superuser, or a member of it) acts as it, and only to migrate.
 */
export const ownerRole = "ringfence_owner";

interface Standing {
  is_superuser: boolean;
  role_exists: boolean;
  is_member: boolean;
  schema_owner: string | null;
}

const standingOf = async (client: Client): Promise<Standing> => (await statement<Standing>(client, sqlFile("postgres/owner/standing.sql"))).rows[0];

/** Runs one thing in a savepoint and forgets about it where this user may not. @returns whether it was done */
async function where(client: Client, sql: string): Promise<boolean> {
  await client.query("savepoint may");
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    // May not; or another database of the server is being migrated at the same time.
    if (!["42501", "42710", "23505", "0LP01", "XX000"].includes((error as { code?: string }).code ?? "")) throw error;
    await client.query("rollback to savepoint may");
    return false;
  }
}

/**
 * Makes the schema and its owner where they are missing, hands over to it what an earlier version left with the user that migrated, and acts as it for the rest of the
 * transaction. Where this user may not make the role, the schema stays this user's, as before; {@link ownership} says so.
 * @returns the user to whom the schema belonged until now, and who runs nights therefore; undefined: nothing was handed over
 * @throws RingfenceError DATABASE where the schema has an owner for whom this user may not act
 */
export async function becomeOwner(client: Client): Promise<string | undefined> {
  let standing = await standingOf(client);
  if (!standing.role_exists && (await where(client, `create role ${ownerRole} nologin`))) standing = await standingOf(client);
  // Who may make roles is no member of what it made, before Postgres 16 nor after.
  if (standing.role_exists && !standing.is_member && (await where(client, `grant ${ownerRole} to current_user`))) standing = await standingOf(client);
  if (!standing.is_member) {
    if (standing.schema_owner === ownerRole) {
      throw new RingfenceError("DATABASE", `The results schema belongs to ${ownerRole}, and this database user is no member of it. Migrate as an administrator: DATABASE_URL=postgres://ADMINISTRATOR@…/… ringfence migrate. What runs every night needs no more than the role ringfence_night.`);
    }
    await client.query("create schema if not exists ringfence");
    return undefined;
  }
  await client.query(`create schema if not exists ringfence authorization ${ownerRole}`);
  for (const { statement } of (await client.query<{ statement: string }>(sqlFile("postgres/owner/others.sql"))).rows) await client.query(statement);
  // So that an undo can see, and end, who stands in its way.
  for (const role of ["pg_signal_backend", "pg_read_all_stats"]) {
    const { rows } = await client.query<{ held: boolean }>("select pg_has_role($1, $2, 'member') as held", [ownerRole, role]);
    if (!rows[0].held) await where(client, `grant ${role} to ${ownerRole}`);
  }
  await client.query(`set local role ${ownerRole}`);
  return standing.schema_owner === ownerRole || standing.schema_owner === null ? undefined : standing.schema_owner;
}

/** Lets a user that ran nights as the schema's owner go on running them, where the one that migrates may grant that. */
export async function keepNights(client: Client, user: string): Promise<void> {
  await asSessionUser(client, () => where(client, `grant ringfence_night to ${pg.escapeIdentifier(user)}`));
}

/** Runs `work` as the user that logged in, where the transaction acts as the owner. */
export async function asSessionUser<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ role: string }>("select current_setting('role') as role");
  if (rows[0].role !== ownerRole) return work();
  await client.query("reset role");
  const done = await work();
  await client.query(`set local role ${ownerRole}`);
  return done;
}

/** How far the powers are split, after migrating. */
export interface Ownership {
  /** The schema belongs to a role that nobody logs in as. */
  split: boolean;
  /** Undo, off and lifts can end a session that stands in their way. */
  mayEnd: boolean;
  /** This user may act as the owner, and is no superuser: it must not be the one that runs nights. */
  actsAsOwner: boolean;
}

export async function ownership(client: Client): Promise<Ownership> {
  const standing = await standingOf(client);
  const { rows } = await statement<{ may: boolean }>(client, "select pg_has_role(nspowner, 'pg_signal_backend', 'member') as may from pg_namespace where nspname = 'ringfence'");
  return { split: standing.schema_owner === ownerRole, mayEnd: rows[0]?.may === true, actsAsOwner: standing.is_member && !standing.is_superuser };
}

import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { statement } from "./transaction.js";

/**
 * Tables that are written into belong to this user, or to somebody who could do anything as this user anyway: whoever else may create in a schema can make one
 * beforehand, and its triggers and defaults would run as this user.
 * @param names of tables that are there, with or without a schema
 * @param search `own`: names without a schema are found as for the user of the connection
 * @throws RingfenceError DATABASE with the table and its owner
 */
export async function refuseStrangersTables(client: Client, names: readonly string[], search: "server" | "own" = "server"): Promise<void> {
  const [theirs] = (await statement<{ name: string; owner: string }>(client, sqlFile("postgres/owner/made_by_others.sql"), [names], search)).rows;
  if (theirs === undefined) return;
  throw new RingfenceError(
    "DATABASE",
    `The table ${theirs.name} belongs to the database user ${JSON.stringify(theirs.owner)}, whose triggers and defaults would run as this user. Nothing was written. ` +
      `Write as that user, or drop the table where it is a stranger's, or give it to this user (alter table ... owner to ...); and take the right to create in that schema from strangers.`,
  );
}

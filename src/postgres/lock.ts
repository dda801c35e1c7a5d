import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { databaseError } from "./connect.js";

/** The two numbers of the advisory lock that a run holds in the results database: "ring" and "run" in ASCII. */
const lockNumbers = [0x72696e67, 0x0072756e] as const;

/**
 * Runs `work` while this session holds the run's lock in its database; whoever comes second does not wait.
 * The server gives the lock back when the session ends, however it ends; publish through the same client, so that a lost lock cannot publish.
 * @throws RingfenceError LOCKED that says who holds it.
 */
export async function withRunLock<T>(client: Client, work: () => Promise<T>): Promise<T> {
  const { rows } = await client.query<{ got: boolean }>("select pg_try_advisory_lock($1, $2) as got", [...lockNumbers]);
  if (!rows[0].got) throw new RingfenceError("LOCKED", `Another run is going on${await holder(client)}. Wait for it to end; nothing was changed.`);
  try {
    return await work();
  } finally {
    // A session that is gone has given it back already.
    await client.query("select pg_advisory_unlock($1, $2)", [...lockNumbers]).catch(() => {});
  }
}

async function holder(client: Client): Promise<string> {
  interface Holder { pid: number; application_name: string | null; client_address: string | null; since: Date | null }
  let found: Holder[];
  try {
    found = (await client.query<Holder>(sqlFile("postgres/lock/holder.sql"), [...lockNumbers])).rows;
  } catch (error) {
    throw databaseError(error, "asking who holds the run's lock");
  }
  if (found.length === 0) return " (it has just ended)";
  const [{ pid, application_name, client_address, since }] = found;
  // Who is connected as another user sees no names.
  const name = application_name === null || application_name === "" ? "" : ` of ${JSON.stringify(application_name)}`;
  const from = client_address === null ? "" : ` from ${client_address}`;
  return `: the lock is held by Postgres process ${pid}${name}${from}${since === null ? "" : `, connected since ${since.toISOString()}`}`;
}

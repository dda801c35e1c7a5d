import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError } from "../errors/ringfence-error.js";
import { connect, databaseError } from "./connect.js";
import { fillPlaceholders } from "./fill-placeholders.js";
import { beginTransaction, statement } from "./transaction.js";

/** A lock: a table of the schema that only roles may lock, or the number of an advisory lock. */
export type Lock = { table: string } | { number: string };

/** The lock of each kind of run. A new kind of run is a line here, and a table. */
const runLocks = {
  nightly: "nightly_lock",
  /** A run between two nights that must not keep the nightly one out. */
  incident: "incident_lock",
} as const;
export type RunLock = keyof typeof runLocks;
export const runLockNames = Object.keys(runLocks) as RunLock[];

/** How often the holder gives a sign, so that firewalls and poolers do not take its connection for forgotten, ms. */
const heartbeatMs = 15_000;
/** A holder that was silent for longer is taken for gone, seconds. Long, because computing communities keeps a whole process busy for minutes. */
const silenceLimit = 1800;

/** A lock that is held. */
export interface HeldLock {
  /**
   * Asks the server, in the transaction of `client`, whether the lock is still ours: call it in the transaction that publishes.
   * @throws RingfenceError DATABASE when it was lost, with its connection
   */
  assertHeld: (client: Client) => Promise<void>;
}

/**
 * Runs `work` while nobody else runs under the lock; whoever comes second does not wait. Held by an open transaction on a connection of its own: the
 * server gives it back when that connection ends, however it ends, and a pooler in any mode keeps the transaction on one session. At READ COMMITTED it
 * has no snapshot, so it keeps no vacuum waiting.
 * @param whose for messages, for example `run`
 * @throws RingfenceError LOCKED that says who holds it; LEFT_LOCK when nobody is behind it any more.
 */
export async function withLock<T>(url: string, applicationName: string, whose: string, lock: Lock, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const client = await connect(url, applicationName);
  const params = "table" in lock ? [lock.table, null] : [null, lock.number];
  let beating: NodeJS.Timeout | undefined;
  let beat: Promise<unknown> | undefined;
  try {
    const pid = await take(client, whose, lock, params);
    beating = setInterval(() => (beat = client.query("select").catch(() => {})), heartbeatMs).unref();
    return await work({
      assertHeld: async (other) => {
        const { rows } = await statement<{ held: boolean }>(other, sqlFile("postgres/lock/held.sql"), [...params, pid]);
        if (!rows[0].held) throw new RingfenceError("DATABASE", `The connection that held the ${whose}'s lock was lost, so another ${whose} may have begun. Nothing was published; run again. If it happens again, look for a time-out of the server or of a pooler on open transactions.`);
      },
    });
  } finally {
    clearInterval(beating);
    await beat;
    await client.query("rollback").catch(() => {});
    await client.end().catch(() => {});
  }
}

/** Begins the transaction that holds the lock. @returns the server's process that holds it */
async function take(client: Client, whose: string, lock: Lock, params: readonly unknown[]): Promise<number> {
  try {
    await beginTransaction(client, "begin isolation level read committed");
    if (!(await got(client, lock))) throw await refused(client, whose, params);
    return (await client.query<{ pid: number }>(sqlFile("postgres/lock/keep.sql"))).rows[0].pid;
  } catch (error) {
    throw databaseError(error, `taking the ${whose}'s lock`);
  }
}

async function got(client: Client, lock: Lock): Promise<boolean> {
  if ("number" in lock) return (await client.query<{ got: boolean }>(sqlFile("postgres/lock/take_number.sql"), [lock.number])).rows[0].got;
  try {
    await client.query(fillPlaceholders(sqlFile("postgres/lock/take.sql"), { lock: { identifier: lock.table } }));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== "55P03") throw error;
    await client.query("rollback");
    return false;
  }
}

/** {@link withLock} for the lock of one kind of run, or of several. */
export async function withRunLock<T>(url: string, applicationName: string, names: readonly RunLock[], work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const [name, ...others] = names;
  return withLock(url, applicationName, "run", { table: runLocks[name] }, (lock) => (others.length === 0 ? work(lock) : withRunLock(url, applicationName, others, work)));
}

interface Holder {
  pid: number;
  application_name: string | null;
  client_address: string | null;
  since: Date | null;
  silent_seconds: number | null;
}

/** Why a lock could not be had. Whoever is connected as another user sees no more than the holder's number, and takes it for alive. */
async function refused(client: Client, whose: string, params: readonly unknown[]): Promise<RingfenceError> {
  const [holder] = (await client.query<Holder>(sqlFile("postgres/lock/holder.sql"), [...params])).rows;
  if (holder === undefined) return new RingfenceError("LOCKED", `Another ${whose} is going on (it has just ended). Run again; nothing was changed.`);
  const { pid, application_name, client_address, since, silent_seconds } = holder;
  const name = application_name === null || application_name === "" ? "" : ` of ${JSON.stringify(application_name)}`;
  const from = client_address === null ? "" : ` from ${client_address}`;
  const who = `the lock is held by Postgres process ${pid}${name}${from}${since === null ? "" : `, connected since ${since.toISOString()}`}`;
  const end = `end that process: select pg_terminate_backend(${pid}); nothing was changed`;
  if (silent_seconds !== null && silent_seconds > silenceLimit) {
    return new RingfenceError("LEFT_LOCK", `Another ${whose} has given no sign for ${Math.round(silent_seconds / 60)} minutes: ${who}. Its machine stands still or is gone. If it is gone, ${end}.`);
  }
  return new RingfenceError("LOCKED", `Another ${whose} is going on: ${who}. Wait for it to end; nothing was changed.`);
}

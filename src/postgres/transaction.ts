import pg, { type Client, type QueryResult, type QueryResultRow } from "pg";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";

/** Names without a schema are the server's, or of temporary tables. */
const serverNames = "set local search_path = pg_catalog, pg_temp";

/**
 * What our statements need, for one transaction: times in UTC, no limit of the server's on long work, and names that mean what they mean in Postgres. On
 * Postgres 14, and where an older database was upgraded, whoever may connect may create in public: a function or an operator there whose arguments fit
 * better than the server's own would be called instead, as the user that migrates or runs nights. Never for a session: behind a
 * pooler in transaction mode what is set there reaches the application. The last line is for a setting that Postgres knows from 17 on.
 */
const ours = `${serverNames}; set local timezone = 'UTC'; set local datestyle = 'ISO'; set local client_min_messages = warning;
set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0;
select set_config('transaction_timeout', '0', true) where cast(current_setting('server_version_num') as integer) >= 170000`;

const names = new WeakMap<Client, string>();

/** Says what a client's transactions are called in pg_stat_activity. Not when connecting: a pooler shows that name on sessions of others. */
export const nameTransactions = (client: Client, name: string): void => void names.set(client, name);

/**
 * Begins a transaction under our settings and name.
 * @throws RingfenceError DATABASE where a pooler allows none
 */
export async function beginTransaction(client: Client, begin: string): Promise<void> {
  try {
    await client.query(`${begin}; set local application_name = ${pg.escapeLiteral(names.get(client) ?? "ringfence")}; ${ours}`);
  } catch (error) {
    if (!/statement pooling mode/i.test(messageOf(error))) throw error;
    throw new RingfenceError("DATABASE", `The pooler before the database is in statement mode, in which there are no transactions (${messageOf(error)}). Nothing was done. Give it pool_mode = transaction or session for this database, or use a URL of the server itself.`, { cause: error });
  }
}

/** Runs `work` between `begin` (given with its isolation level) and commit, under our settings; rolls back and rethrows when it fails. */
export async function transaction<T>(client: Client, begin: string, work: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    await beginTransaction(client, begin);
    result = await work();
    await client.query("commit");
  } catch (error) {
    // On a lost connection there is nothing to roll back, and the first error says more.
    await client.query("rollback").catch(() => {});
    throw error;
  }
  return result;
}

/** Runs `work`, in a transaction of ours, with names as they are for the user of the connection: for SQL and tables that people name without a schema. */
export async function withOwnNames<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query("set local search_path to default");
  const done = await work();
  await client.query(serverNames);
  return done;
}

/** Runs `work` in a transaction that is rolled back whatever comes of it: to see what it would do. */
export async function rolledBack<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    await beginTransaction(client, "begin");
    return await work();
  } finally {
    await client.query("rollback").catch(() => {});
  }
}

/**
 * One statement under our settings: in the transaction that is open, or in one of its own.
 * @param names `own`: see {@link withOwnNames}
 */
export async function statement<T extends QueryResultRow>(client: Client, sql: string, params: readonly unknown[] = [], names: "server" | "own" = "server"): Promise<QueryResult<T>> {
  const asked = (): Promise<QueryResult<T>> => client.query<T>(sql, [...params]);
  const run = names === "server" ? asked : (): Promise<QueryResult<T>> => withOwnNames(client, asked);
  const status = client.getTransactionStatus();
  return status === "T" || status === "E" ? run() : transaction(client, "begin", run);
}

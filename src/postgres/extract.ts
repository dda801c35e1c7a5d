import { createWriteStream, mkdirSync } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import copyStreams from "pg-copy-streams";
import type { PrivacyKey } from "../config/privacy-key.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { connect, databaseError } from "./connect.js";
import { extractTables, type ExtractTable } from "./extract-tables.js";
import { fillPlaceholders, type Filling } from "./fill-placeholders.js";
import { floatIdAdvice, floatIds } from "./float-ids.js";
import { hashLogins } from "./hash-logins.js";
import { refuseHiddenRows } from "./hidden-rows.js";
import { filledSql, requireColumns, sourceSql, type SourceSql } from "./source-sql.js";
import { transaction, withOwnNames } from "./transaction.js";

export interface ExtractOptions {
  sourceUrl: string;
  /** The schema of accounts, logins and actions. */
  schema: string;
  /** A folder with SELECTs of one's own in place of the shipped ones, see {@link sourceSql}. */
  ownSql?: string | undefined;
  /** The zone of timestamps without one. */
  timeZone: string;
  /** End of the window, excluded, ms since 1970 UTC. */
  asOfMs: number;
  /** Logins from here on. */
  loginFromMs: number;
  /** Actions from here on. */
  actionFromMs: number;
  /** Rows of times from here on are read too: they claim to be of the future. Default: the end of all plausible times. */
  futureMs?: number;
  /** Only accounts that were created, or closed, from here on; default: all. */
  accountFromMs?: number;
  /** With a key, addresses and device ids are written as keyed hashes only. */
  privacyKey?: PrivacyKey | undefined;
  /** An existing or new folder for account.csv, login.csv and action.csv. */
  folder: string;
  onProgress?: (event: { table: ExtractTable; bytes: number }) => void;
  signal?: AbortSignal | undefined;
}

export interface Extract {
  files: Record<ExtractTable, string>;
  rows: Record<ExtractTable, number>;
  bytes: number;
}

/**
 * Copies the source into CSV files (no header, RFC 4180 quoting, null = nothing, empty text = `""`), as one REPEATABLE READ READ ONLY
 * transaction sees it. Streams; memory does not grow with the source. Works on a standby.
 * @throws RingfenceError INPUT when a table or column is missing or there is no account; DATABASE; DISK_FULL. The signal's reason when aborted.
 */
export async function extract(options: ExtractOptions): Promise<Extract> {
  const { folder, signal } = options;
  signal?.throwIfAborted();
  mkdirSync(folder, { recursive: true });
  const source = sourceSql(options.ownSql);
  const client = await connect(options.sourceUrl, "ringfence extract");
  try {
    return await transaction(client, "begin isolation level repeatable read read only", async () => {
      await refuseHiddenRows(client);
      await setTimeZone(client, options.timeZone);
      const result: Extract = { files: {} as Extract["files"], rows: {} as Extract["rows"], bytes: 0 };
      const values = await placeholders(client, options);
      const [float] = await floatIds(client, options.schema);
      if (float !== undefined) throw new RingfenceError("INPUT", `The column ${float.column_name} of "${options.schema}".${float.table_name} is of type ${float.type}. ${floatIdAdvice}`);
      await refuseWrittenTimes(client, options.schema, source);
      const filled = (table: ExtractTable): string => filledSql(source, table, { ...values, from_ms: { integer: table === "login" ? options.loginFromMs : options.actionFromMs } });
      for (const [table, file] of Object.entries(source.own) as [ExtractTable, string][]) {
        await withOwnNames(client, () => requireColumns(client, table, filled(table), file)).catch((error: unknown) => Promise.reject(sourceError(error, table, options, source)));
      }
      for (const table of extractTables) {
        const file = join(folder, `${table}.csv`);
        result.files[table] = file;
        const sql = table === "account" && options.accountFromMs !== undefined ? newAccounts(filled(table), options.accountFromMs, options.asOfMs) : filled(table);
        const copied = (): Promise<number> => copyOut(client, bounded(table, sql), file, table, options, source);
        result.rows[table] = source.own[table] === undefined ? await copied() : await withOwnNames(client, copied);
        result.bytes += (await stat(file)).size;
      }
      if (result.rows.account === 0 && options.accountFromMs === undefined) {
        throw new RingfenceError("INPUT", `The source has no accounts (schema ${JSON.stringify(options.schema)}). Check the schema, or load some: "ringfence load DIR".`);
      }
      return result;
    });
  } finally {
    // After an abort the server may still be sending; a polite end would wait for it.
    if (signal?.aborted === true) destroy(client);
    await client.end().catch(() => {});
  }
}

/** Times that are text in a table which a shipped SELECT reads: Postgres would read `CST` as Chicago's. */
async function refuseWrittenTimes(client: Client, schema: string, { own }: SourceSql): Promise<void> {
  const { rows } = await client.query<{ table_name: string; column_name: string; type: string }>(sqlFile("postgres/check/written_time.sql"), [schema]);
  const shipped = extractTables.filter((table) => own[table] === undefined).map((table) => `${table}s`);
  const found = rows.find(({ table_name }) => shipped.includes(table_name));
  if (found === undefined) return;
  throw new RingfenceError("INPUT", `The column ${found.column_name} of "${schema}".${found.table_name} is of type ${found.type}, not a timestamp: what a text means is not guessed (CST is Chicago, Shanghai or Havana). Make it timestamptz, or convert it in a view or in a file of source.extract ("ringfence init DIR" writes both to start from).`);
}

/** Of a SELECT of accounts (the shipped one or one's own) those that changed in a window. */
const newAccounts = (sql: string, fromMs: number, toMs: number): string =>
  `select * from (\n${sql}\n) as every (account_id, created_ms, protected, closed_ms) where (created_ms >= ${Math.trunc(fromMs)} and created_ms < ${Math.trunc(toMs)}) or (closed_ms >= ${Math.trunc(fromMs)} and closed_ms < ${Math.trunc(toMs)})`;

/** Ids of more bytes are kept by their beginning and their hash: far above what an id is, far below what an index, a CSV reader or a screen breaks on. */
export const longestIdBytes = 16_384;

const bounded = (table: ExtractTable, sql: string): string => fillPlaceholders(sqlFile(`postgres/bound/${table}.sql`), { rows: { sql: `\n${sql}\n` }, longest: { integer: longestIdBytes } });

async function setTimeZone(client: Client, timeZone: string): Promise<void> {
  try {
    await client.query("select set_config('timezone', $1, true)", [timeZone]);
  } catch (error) {
    if ((error as { code?: string }).code === "22023") throw new RingfenceError("CONFIG", `source.time_zone is ${JSON.stringify(timeZone)}, which Postgres does not know. Use a name like "UTC" or "Europe/Berlin".`, { cause: error });
    throw databaseError(error, "reading the source");
  }
}

/** What all three files may name. The optional columns of accounts become constants where the table has none. */
export async function placeholders(client: Client, options: Pick<ExtractOptions, "schema" | "timeZone" | "asOfMs" | "futureMs">): Promise<Record<string, Filling>> {
  const { rows } = await client.query<{ name: string }>(
    "select attname as name from pg_attribute where attrelid = to_regclass(format('%I.accounts', $1::text)) and attnum > 0 and not attisdropped",
    [options.schema],
  );
  const columns = new Set(rows.map((row) => row.name));
  return {
    schema: { identifier: options.schema },
    time_zone: { text: options.timeZone },
    to_ms: { integer: options.asOfMs },
    earliest_ms: { integer: plausibleTime.earliest_ms },
    latest_ms: { integer: options.futureMs ?? plausibleTime.latest_ms },
    protected: { sql: columns.has("protected") ? "protected" : "false" },
    closed_at: { sql: columns.has("closed_at") ? "closed_at" : "null" },
  };
}

async function copyOut(client: Client, sql: string, file: string, table: ExtractTable, options: ExtractOptions, source: SourceSql): Promise<number> {
  const { signal, onProgress, privacyKey } = options;
  const stream = client.query(copyStreams.to(`copy (${sql}) to stdout (format csv)`, { highWaterMark: 1 << 20 }));
  let bytes = 0;
  let told = 0;
  const count = (part: Buffer): void => {
    bytes += part.length;
    if (bytes - told < 4_000_000) return;
    told = bytes;
    onProgress?.({ table, bytes });
  };
  try {
    const target = createWriteStream(file, { highWaterMark: 1 << 20 });
    const stoppable = signal === undefined ? {} : { signal };
    if (privacyKey === undefined || table !== "login") {
      stream.on("data", count);
      await pipeline(stream, target, stoppable);
    } else {
      // Not the listener: it would start the flow before the generator reads.
      await pipeline(stream, (chunks: AsyncIterable<Buffer>) => hashLogins(chunks, privacyKey, count), target, stoppable);
    }
  } catch (error) {
    destroyWhenBusy(client, error);
    signal?.throwIfAborted();
    throw sourceError(error, table, options, source);
  }
  onProgress?.({ table, bytes });
  // The server says how many rows there were after the last of them, sometimes in a packet of its own: the answer to a further question comes after that.
  await client.query("select");
  return stream.rowCount;
}

function sourceError(error: unknown, table: ExtractTable, { schema }: ExtractOptions, source: SourceSql): unknown {
  if (error instanceof RingfenceError) return error;
  const { code } = error as { code?: string };
  const own = source.own[table];
  const where = own ?? `schema ${JSON.stringify(schema)}`;
  const edit = own === undefined ? 'map a schema of your own ("ringfence init DIR" writes views and files to start from)' : "correct the file";
  if (code === "42P01" || code === "3F000") {
    return new RingfenceError("INPUT", `The source lacks a table: ${messageOf(error)} (${own === undefined ? "configured " : ""}${where}). Load one with "ringfence load DIR", set source.schema, or ${edit}.`, { cause: error });
  }
  if (code === "42703") {
    return new RingfenceError("INPUT", `The source's ${table}s (${where}) lack a column: ${messageOf(error)}. Add it, or ${edit}.`, { cause: error });
  }
  if (code !== undefined && /^(42|22)/.test(code) && code !== "42501") {
    return new RingfenceError("INPUT", `The source's ${table}s (${where}) cannot be read: ${messageOf(error)}. Correct the column's type, or ${edit}.`, { cause: error });
  }
  return databaseError(error, `reading the source's ${table}s`);
}

/** A failure on our side (disk, abort) leaves the server sending into a stream that nobody reads: only closing the connection ends that. */
function destroyWhenBusy(client: Client, error: unknown): void {
  const fromServer = typeof (error as { severity?: unknown }).severity === "string";
  if (!fromServer) destroy(client);
}

const destroy = (client: Client): void => {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
};

import { createReadStream, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg, { type Client } from "pg";
import copyStreams from "pg-copy-streams";
import { defaultSettings, type Settings } from "../config/settings.js";
import { DuckDbEngine } from "../engine/duckdb-engine.js";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { plausibleTime } from "../traces/plausible-time.js";
import { connect, databaseError } from "./connect.js";
import { fillPlaceholders } from "./fill-placeholders.js";
import { convertLoadFile, findLoadFile, loadTables, shown, type LoadTable } from "./load-file.js";
import { refuseHiddenRows } from "./hidden-rows.js";
import { surveyLoadFiles } from "./load-survey.js";
import { refuseStrangersTables } from "./strangers-tables.js";
import { statement, transaction } from "./transaction.js";

export interface LoadOptions {
  url: string;
  /** The schema of accounts, logins and actions; made when missing. */
  schema: string;
  /** Holds accounts, logins and actions, each as .csv or .parquet. */
  folder: string;
  /** `empty` refuses tables that hold rows, `append` adds to them, `replace` empties them first. */
  mode: "empty" | "append" | "replace";
  /** The zone of times without an offset. */
  timeZone: string;
  /** For the converted files, about the size of the data as CSV; default the system's temporary folder. */
  workFolder?: string;
  /** What a night may lose of a table; default: the shipped settings. Files of which more would be lost are refused. */
  limits?: Pick<Settings["source"], "warn_lost_share" | "max_lost_share">;
  /** ms since 1970 UTC; times after it are said. Default: none are. */
  nowMs?: number;
  /** What may be meant and may be a mistake, in one line each, before anything is written. */
  note?: (message: string) => void;
  onProgress?: (event: { table: LoadTable; phase: "read" | "write" | "index"; bytes: number }) => void;
  signal?: AbortSignal | undefined;
}

const tables = Object.keys(loadTables) as LoadTable[];

/**
 * Loads files into the source tables, in one transaction: all or nothing. Tables of the contract are made when they are missing.
 * What files cannot say themselves (the unit and zone of a time, whose ids they are) is looked at over all rows before anything is written.
 * @returns rows loaded, by table
 * @throws RingfenceError INPUT for a file that does not fit (file, row, column, value), or of which a night would leave most out; USAGE for tables that are not empty.
 */
export async function load(options: LoadOptions): Promise<Record<LoadTable, number>> {
  const { signal } = options;
  const files = Object.fromEntries(tables.map((table) => [table, findLoadFile(options.folder, table)])) as Record<LoadTable, string>;
  const client = await connect(options.url, "ringfence load");
  const parent = options.workFolder ?? tmpdir();
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, "ringfence-load-"));
  const engine = await DuckDbEngine.open({ path: ":memory:", memoryLimit: "2GB", tempFolder: work });
  const stop = (): void => engine.interrupt();
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    await useTimeZone(engine, options.timeZone);
    // Asked again in the transaction; here so that nobody waits for files to be read first.
    await refuseFullTables(client, options);
    const converted = Object.fromEntries(tables.map((table) => [table, join(work, `${table}.csv`)])) as Record<LoadTable, string>;
    for (const table of tables) {
      options.onProgress?.({ table, phase: "read", bytes: 0 });
      await convertLoadFile(engine, files[table], table, converted[table]);
      signal?.throwIfAborted();
    }
    const appends = options.mode === "append";
    const notes = await surveyLoadFiles(engine, { files, converted, appends, limits: options.limits ?? defaultSettings.source, timeZone: options.timeZone, nowMs: options.nowMs ?? plausibleTime.latest_ms });
    for (const note of notes) options.note?.(note);
    signal?.throwIfAborted();
    const rows = await transaction(client, "begin", async () => {
      await refuseHiddenRows(client);
      const fresh = await prepareTables(client, options);
      const counts = {} as Record<LoadTable, number>;
      for (const table of tables) {
        counts[table] = await copyIn(client, converted[table], table, fresh, options);
        rmSync(converted[table]);
      }
      signal?.throwIfAborted();
      await makeIndexes(client, options);
      signal?.throwIfAborted();
      return counts;
    });
    for (const table of tables) await statement(client, `analyze ${qualified(options.schema, table)}`);
    return rows;
  } catch (error) {
    signal?.throwIfAborted();
    throw databaseError(error, "loading");
  } finally {
    signal?.removeEventListener("abort", stop);
    engine.close();
    rmSync(work, { recursive: true, force: true });
    await client.end().catch(() => {});
  }
}

const qualified = (schema: string, table: string): string => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;

async function useTimeZone(engine: DuckDbEngine, timeZone: string): Promise<void> {
  try {
    await engine.run(`set timezone = '${timeZone.replaceAll("'", "''")}'`);
  } catch (error) {
    throw new RingfenceError("CONFIG", `source.time_zone is ${JSON.stringify(timeZone)}, which is not known. Use a name like "UTC" or "Europe/Berlin".`, { cause: error });
  }
}

/** Makes, checks or empties the tables. @returns true when all of them were made or emptied in this transaction */
async function prepareTables(client: Client, options: LoadOptions): Promise<boolean> {
  const schema = { identifier: options.schema };
  const { rows: there } = await client.query("select from pg_namespace where nspname = $1", [options.schema]);
  if (there.length === 0) await client.query(`create schema ${pg.escapeIdentifier(options.schema)}`);
  for (const table of tables) await client.query(fillPlaceholders(sqlFile(`postgres/source/create_${table}.sql`), { schema }));
  await refuseStrangersTables(client, tables.map((table) => qualified(options.schema, table)));
  if (options.mode === "append") return false;
  await refuseFullTables(client, options);
  // Emptying also an empty table lets Postgres write the rows without logging each one, where its settings allow it.
  await client.query("savepoint emptying");
  try {
    await client.query(`truncate ${tables.map((table) => qualified(options.schema, table)).join(", ")}`);
  } catch (error) {
    if (options.mode === "replace") throw new RingfenceError("DATABASE", `The source tables cannot be emptied: ${messageOf(error)}. Nothing was loaded.`, { cause: error });
    await client.query("rollback to savepoint emptying");
    return false;
  }
  await client.query("release savepoint emptying");
  return true;
}

/** Tables that hold rows are refused unless told otherwise; those that are missing hold none. */
async function refuseFullTables(client: Client, options: LoadOptions): Promise<void> {
  if (options.mode !== "empty") return;
  for (const table of tables) {
    const { rows: there } = await statement(client, "select from pg_class where oid = to_regclass($1)", [qualified(options.schema, table)]);
    if (there.length === 0) continue;
    const { rows } = await statement(client, `select from ${qualified(options.schema, table)} limit 1`);
    if (rows.length > 0) throw new RingfenceError("USAGE", `The table ${options.schema}.${table} is not empty. Nothing was loaded. Add --append to keep its rows, or --replace to empty accounts, logins and actions first.`);
  }
}

async function copyIn(client: Client, csv: string, table: LoadTable, fresh: boolean, options: LoadOptions): Promise<number> {
  const columns = loadTables[table].map((column) => column.name).join(", ");
  let bytes = 0;
  let told = 0;
  const meter = new Transform({
    highWaterMark: 1 << 20,
    transform(part: Buffer, _encoding, done) {
      bytes += part.length;
      if (bytes - told >= 4_000_000) {
        told = bytes;
        options.onProgress?.({ table, phase: "write", bytes });
      }
      done(null, part);
    },
  });
  const stream = client.query(copyStreams.from(`copy ${qualified(options.schema, table)} (${columns}) from stdin (format csv, freeze ${fresh})`));
  try {
    await pipeline(createReadStream(csv, { highWaterMark: 1 << 18 }), meter, stream, options.signal === undefined ? {} : { signal: options.signal });
  } catch (error) {
    throw rowError(error, table, options);
  }
  options.onProgress?.({ table, phase: "write", bytes });
  return stream.rowCount;
}

/** A row that Postgres refuses, in the words of the file. */
function rowError(error: unknown, table: LoadTable, options: LoadOptions): unknown {
  const { code, detail, where } = error as { code?: string; detail?: string; where?: string };
  if (code === "23505") {
    const id = /=\((.*)\) already exists/s.exec(detail ?? "")?.[1] ?? "?";
    const twice = options.mode === "append" ? "is already there, or twice in the file" : "is twice in the file";
    return new RingfenceError("INPUT", `${table}: the account ${shown(id)} ${twice}; account ids are unique. Nothing was loaded.`, { cause: error });
  }
  if (code === "54000") return new RingfenceError("INPUT", `${table}: an id is longer than Postgres can index (about 2,700 bytes): ${messageOf(error)}. Nothing was loaded.`, { cause: error });
  if (code === "42703") return new RingfenceError("INPUT", `The existing table ${options.schema}.${table} lacks a column: ${messageOf(error)}. Nothing was loaded.`, { cause: error });
  if (code !== undefined && /^22|^23/.test(code)) {
    const at = /line (\d+), column (\w+): "(.*)"$/s.exec(where ?? "");
    const place = at === null ? "" : `, row ${at[1]}, column ${at[2]}: ${shown(at[3])}`;
    return new RingfenceError("INPUT", `${table}${place} cannot be loaded: ${at === null ? messageOf(error) : messageOf(error).replace(/: ".*/s, "")}. Correct the file; nothing was loaded.`, { cause: error });
  }
  return error;
}

/** Small indexes by time (BRIN: a few pages) so that a night's look-back does not read years of rows. */
async function makeIndexes(client: Client, options: LoadOptions): Promise<void> {
  for (const [table, column] of [["logins", "logged_in_at"], ["actions", "acted_at"]] as const) {
    options.onProgress?.({ table, phase: "index", bytes: 0 });
    await client.query(`create index if not exists ${pg.escapeIdentifier(`${table}_${column}`)} on ${qualified(options.schema, table)} using brin (${column})`);
  }
}

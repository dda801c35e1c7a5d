import { randomBytes, createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RingfenceError } from "../../errors/ringfence-error.js";
import type { DuckDbEngine } from "../duckdb-engine.js";
import { decodeRows, usedParams, type Column, type Columns, type Engine, type Param, type Params, type RowOf, type Shape } from "../engine.js";
import { sqlFile } from "../sql-file.js";
import { columnsOf, rowsOf, streamsOf } from "./arrow-columns.js";
import { shownAddress, sparkAddress } from "./spark-address.js";
import { SparkConnect, type Message } from "./spark-connect.js";

export interface SparkOptions {
  /** `sc://host:15002/;token=…`. */
  url: string;
  /** A folder, absolute, that this process and every machine of Spark see under the same path; tables lie there as Parquet as long as the run goes on. */
  lake: string;
}

/** What the session's statements stand on, whatever the server's defaults are. */
const sessionSettings = {
  "spark.sql.session.timeZone": "UTC",
  // An overflow or a cast that fails is an error, as it is on DuckDB, and not a null.
  "spark.sql.ansi.enabled": "true",
  "spark.sql.sources.default": "parquet",
  "spark.sql.legacy.createHiveTableByDefault": "false",
  "spark.sql.parquet.compression.codec": "snappy",
} as const;

/** Types as Spark writes them. */
const typeNames = { integer: "int", bigint: "bigint", double: "double", boolean: "boolean", varchar: "string" } as const;

/** What a Spark server is, for people. */
export interface SparkFacts {
  address: string;
  version: string;
  master: string | undefined;
  driverMemory: string | undefined;
  executorMemory: string | undefined;
  catalog: string | undefined;
  /** Where Parquet goes. */
  lake: string;
}

/** Spark over Spark Connect: the same files, the same tables, in a schema of its own whose tables are Parquet in the lake. Both are gone when it is closed. */
export class SparkEngine implements Engine {
  private constructor(
    private readonly session: SparkConnect,
    private readonly address: string,
    private readonly lake: string,
    /** Of the schema, and of the folder that holds it. */
    private readonly name: string,
  ) {}

  /**
   * Opens a session, makes the run's schema and tries the lake both ways. What earlier runs of the same lake left behind is removed.
   * @throws RingfenceError CONFIG, ENGINE
   */
  static async open({ url, lake }: SparkOptions): Promise<SparkEngine> {
    const address = sparkAddress(url);
    const session = await SparkConnect.open(address);
    // Named by the lake: several installations may share one Spark, and none may touch what is another's.
    const family = `ringfence_${createHash("sha256").update(lake).digest("hex").slice(0, 12)}_`;
    const engine = new SparkEngine(session, shownAddress(address), lake, `${family}${randomBytes(6).toString("hex")}`);
    try {
      await session.configure(sessionSettings);
      await engine.sweep(family);
      await engine.tryLake();
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  async runFile(path: string, params: Params = {}): Promise<void> {
    await this.run(sqlFile(path), params, path);
  }

  async createTableAs(table: string, path: string, params: Params = {}): Promise<void> {
    await this.run(`create table ${table} as\n${sqlFile(path)}`, params, path);
  }

  async createTable(table: string, columns: Readonly<Record<string, Column>>): Promise<void> {
    const name = `the table ${table}`;
    await this.run(`create table ${table} (${Object.entries(columns).map(([column, { type }]) => `${column} ${typeNames[type]}`).join(", ")})`, {}, name);
    for (const data of streamsOf(columns)) {
      const write = { input: { local_relation: { data } }, mode: "SAVE_MODE_APPEND", table: { table_name: table, save_method: "TABLE_SAVE_METHOD_INSERT_INTO" } };
      await this.session.execute({ command: { write_operation: write } }, name);
    }
  }

  async dropTables(...tables: readonly string[]): Promise<void> {
    for (const table of tables) await this.run(`drop table if exists ${table}`, {}, `dropping ${table}`);
  }

  async renameTable(from: string, to: string): Promise<void> {
    await this.run(`alter table ${from} rename to ${to}`, {}, `renaming ${from}`);
  }

  async readRows<S extends Shape>(path: string, shape: S, params: Params = {}): Promise<RowOf<S>[]> {
    return decodeRows(rowsOf(await this.query(sqlFile(path), params, path)), shape, path);
  }

  async readColumns(path: string, params: Params = {}): Promise<Columns> {
    return columnsOf(await this.query(sqlFile(path), params, path));
  }

  interrupt(): void {
    this.session.interrupt();
  }

  /** Drops the run's schema, deletes its folder and ends the session. */
  async close(): Promise<void> {
    // Where the server is gone its tables are forgotten, and the folder goes with the next run.
    await this.session.close(command(`drop schema if exists ${this.name} cascade`, {}, "leaving"));
    removeFolder(join(this.lake, this.name));
  }

  /** What was found at the address. */
  async facts(): Promise<SparkFacts> {
    const set = await this.session.settings(["spark.master", "spark.driver.memory", "spark.executor.memory", "spark.sql.catalogImplementation"]);
    return {
      address: this.address, version: this.session.version, master: set["spark.master"], driverMemory: set["spark.driver.memory"], executorMemory: set["spark.executor.memory"],
      catalog: set["spark.sql.catalogImplementation"], lake: this.lake,
    };
  }

  /** Brings tables of a DuckDB here, as Parquet in the lake. */
  async take(work: DuckDbEngine, tables: readonly string[]): Promise<void> {
    for (const table of tables) {
      const folder = join(this.folder, `given_${table}`);
      mkdirSync(folder, { recursive: true });
      await work.run(`copy ${table} to ${quoted(join(folder, "part.parquet"))} (format parquet, compression snappy)`, {}, `the table ${table}`);
      await this.run(`create table ${table} using parquet location ${sparkQuoted(locationOf(folder))}`, {}, `the table ${table}`);
    }
  }

  /** Brings tables from here into a DuckDB. */
  async give(work: DuckDbEngine, tables: readonly string[]): Promise<void> {
    for (const table of tables) {
      const folder = join(this.folder, table);
      const files = filesOf(folder).filter((name) => name.endsWith(".parquet"));
      // A table into which nothing was ever written has no file.
      if (files.length > 0) await work.run(`create table ${table} as select * from read_parquet(${quoted(join(folder, "*.parquet"))})`, {}, `the table ${table}`);
      else await work.run(`create table ${table} (${(await this.columnsOf(table)).map(({ column, type }) => `${column} ${type}`).join(", ")})`, {}, `the table ${table}`);
    }
  }

  private get folder(): string {
    return join(this.lake, this.name);
  }

  private async columnsOf(table: string): Promise<{ column: string; type: string }[]> {
    const rows = rowsOf(await this.query(`describe table ${table}`, {}, `the table ${table}`));
    return rows.map(({ col_name, data_type }) => ({ column: String(col_name), type: String(data_type) }));
  }

  /** Runs one statement that gives no rows. */
  private run(sql: string, params: Params, name: string): Promise<void> {
    return this.session.execute(command(sql, params, name), name);
  }

  private async query(sql: string, params: Params, name: string): Promise<Uint8Array[]> {
    const batches: Uint8Array[] = [];
    await this.session.execute({ root: { sql: bound(sql, params, name) } }, name, (batch) => batches.push(batch));
    return batches;
  }

  /** Removes what earlier runs of this lake left, here and there: one run goes on at a time. */
  private async sweep(family: string): Promise<void> {
    for (const { namespace } of rowsOf(await this.query(`show schemas like '${family}*'`, {}, "looking for what earlier runs left"))) await this.run(`drop schema if exists ${String(namespace)} cascade`, {}, "removing what an earlier run left");
    for (const name of filesOf(this.lake)) if (name.startsWith(family)) removeFolder(join(this.lake, name));
  }

  /** Makes the run's schema, and sees that both sides read there what the other wrote. */
  private async tryLake(): Promise<void> {
    const word = randomBytes(8).toString("hex");
    const folder = join(this.folder, "tried");
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "word.txt"), word);
    } catch (error) {
      throw new RingfenceError("CONFIG", `RINGFENCE_LAKE cannot be written: ${this.lake} (${(error as NodeJS.ErrnoException).code ?? "no reason"}). Name a folder that this process and every machine of Spark see under the same path. Nothing was published.`, { cause: error });
    }
    const unseen = (how: string, cause?: unknown): RingfenceError =>
      new RingfenceError("CONFIG", `Spark at ${this.address} ${how} in RINGFENCE_LAKE (${this.lake}). Name a folder that this process and every machine of Spark see under the same path and may write. Nothing was published.`, cause === undefined ? {} : { cause });
    const read = await this.query(`select value from text.\`${locationOf(folder).replaceAll("`", "``")}\``, {}, "trying the lake").catch((error: unknown) => {
      throw error instanceof RingfenceError ? error : unseen("does not read what is written here", error);
    });
    if (rowsOf(read)[0]?.value !== word) throw unseen("does not read what is written here");
    await this.run(`create schema ${this.name} location ${sparkQuoted(locationOf(this.folder))}`, {}, "making a schema for the run");
    await this.run(`use ${this.name}`, {}, "making a schema for the run");
    await this.run("create table tried_back as select 1 as one", {}, "trying the lake").catch((error: unknown) => {
      throw error instanceof RingfenceError ? error : unseen("does not write", error);
    });
    if (!filesOf(join(this.folder, "tried_back")).some((name) => name.endsWith(".parquet") && readFileSync(join(this.folder, "tried_back", name)).length > 0)) throw unseen("writes what cannot be read here");
    await this.dropTables("tried_back");
  }
}

/** A plan that runs a statement for what it does. */
const command = (sql: string, params: Params, name: string): Message => ({ command: { sql_command: { input: { sql: bound(sql, params, name) } } } });

/** The statement as Spark takes it: parameters are `:name`, and bound like the other engine's. */
function bound(sql: string, params: Params, name: string): Message {
  const query = sql.replace(/--.*$/gm, "").replace(/\$([a-z_][a-z0-9_]*)/g, ":$1");
  return { query, named_arguments: Object.fromEntries(Object.entries(usedParams(sql, params, name)).map(([key, value]) => [key, { literal: literal(value) }])) };
}

function literal(value: Param): Message {
  if (value === null) return { null: { null: {} } };
  if (typeof value === "boolean") return { boolean: value };
  if (typeof value === "string") return { string: value };
  return typeof value === "bigint" || Number.isSafeInteger(value) ? { long: String(value) } : { double: value };
}

/** A folder as Spark names it, whatever its file system is by default: not percent-encoded, as Hadoop's paths are not. */
const locationOf = (folder: string): string => `file://${folder}`;

/** A literal of DuckDB. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A literal of Spark, which reads backslashes. */
const sparkQuoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;

/** The names in a folder; none where it is not there. */
function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** What belongs to another user stays; the next run says so where it matters. */
function removeFolder(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Left to whoever owns it.
  }
}

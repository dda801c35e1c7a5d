import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import type { Column, Columns, Engine, Params, RowOf, Shape } from "../../src/engine/engine.js";
import { SparkEngine, type SparkOptions } from "../../src/engine/spark/spark-engine.js";
import { sqlFile } from "../../src/engine/sql-file.js";

/**
 * Two engines as one: everything is asked of both, and what they answer is compared, tables after every statement that made or filled one (EXCEPT ALL both ways),
 * columns and rows value by value. What DuckDB said goes on.
 */
export class BothEngines implements Engine {
  /** Files of sql/ that were asked. */
  readonly asked = new Set<string>();

  private constructor(
    readonly duckdb: DuckDbEngine,
    readonly spark: SparkEngine,
    private readonly lake: string,
  ) {}

  static async open(options: SparkOptions): Promise<BothEngines> {
    return new BothEngines(await DuckDbEngine.open({ path: ":memory:", threads: 2 }), await SparkEngine.open(options), options.lake);
  }

  async runFile(path: string, params: Params = {}): Promise<void> {
    this.asked.add(path);
    await Promise.all([this.duckdb.runFile(path, params), this.spark.runFile(path, params)]);
    await this.compare(/^\s*(?:create table|insert into) (\w+)/m.exec(sqlFile(path).replace(/--.*$/gm, ""))![1], path);
  }

  async createTableAs(table: string, path: string, params: Params = {}): Promise<void> {
    this.asked.add(path);
    await Promise.all([this.duckdb.createTableAs(table, path, params), this.spark.createTableAs(table, path, params)]);
    await this.compare(table, path);
  }

  async createTable(table: string, columns: Readonly<Record<string, Column>>): Promise<void> {
    await Promise.all([this.duckdb.createTable(table, columns), this.spark.createTable(table, columns)]);
    await this.compare(table, `the table ${table}`);
  }

  async dropTables(...tables: readonly string[]): Promise<void> {
    await Promise.all([this.duckdb.dropTables(...tables), this.spark.dropTables(...tables)]);
  }

  async renameTable(from: string, to: string): Promise<void> {
    await Promise.all([this.duckdb.renameTable(from, to), this.spark.renameTable(from, to)]);
  }

  async readRows<S extends Shape>(path: string, shape: S, params: Params = {}): Promise<RowOf<S>[]> {
    this.asked.add(path);
    const [one, other] = await Promise.all([this.duckdb.readRows(path, shape, params), this.spark.readRows(path, shape, params)]);
    expect(other, path).toEqual(one);
    return one;
  }

  async readColumns(path: string, params: Params = {}): Promise<Columns> {
    this.asked.add(path);
    const [one, other] = await Promise.all([this.duckdb.readColumns(path, params), this.spark.readColumns(path, params)]);
    expect(Object.keys(other), path).toEqual(Object.keys(one));
    // A BIGINT that DuckDB adds up is wider than its values; on both sides it is a number.
    const order = isUnordered(path) ? [one, other].map(rowsInOrder) : undefined;
    for (const name of Object.keys(one)) {
      const [left, right] = [one, other].map((columns, at) => (order === undefined ? Array.from(columns[name]) : order[at].map((row) => columns[name][row])));
      expect(right, `${path} ${name}`).toEqual(left);
    }
    return one;
  }

  interrupt(): void {
    this.duckdb.interrupt();
    this.spark.interrupt();
  }

  async close(): Promise<void> {
    this.duckdb.close();
    await this.spark.close();
  }

  /** Spark's table lies in the lake, as Parquet. */
  async compare(table: string, after: string): Promise<void> {
    const [schema] = readdirSync(this.lake).filter((name) => name.startsWith("ringfence_"));
    const folder = join(this.lake, schema, table);
    const files = readdirSync(folder).filter((name) => name.endsWith(".parquet"));
    const here = await this.duckdb.number(`select count(*) from ${table}`);
    if (files.length === 0) {
      expect(here, `rows of ${table} after ${after}; Spark has none`).toBe(0);
      return;
    }
    const there = `read_parquet('${join(folder, "*.parquet").replaceAll("'", "''")}')`;
    const names = (await this.duckdb.rows(`select column_name from (describe ${table})`)).map(({ column_name }) => String(column_name));
    const columns = names.join(", ");
    expect((await this.duckdb.rows(`select column_name from (describe select * from ${there})`)).map(({ column_name }) => column_name), `columns of ${table} after ${after}`).toEqual(names);
    const differing = await this.duckdb.rows(
      `select 'DuckDB only' as side, * from (select ${columns} from ${table} except all select ${columns} from ${there}) ` +
        `union all select 'Spark only', * from (select ${columns} from ${there} except all select ${columns} from ${table}) limit 6`,
    );
    expect(differing, `${table} after ${after}`).toEqual([]);
    expect(await this.duckdb.number(`select count(*) from ${there}`), `rows of ${table} after ${after}`).toBe(here);
  }
}

/** Whether a file says that its rows come in no order: then each engine has its own. */
const isUnordered = (path: string): boolean => /^-- Gives:.*in no order/m.test(sqlFile(path));

/** The places of the rows, by their values from the first column on. */
function rowsInOrder(columns: Columns): number[] {
  const all = Object.values(columns);
  return Array.from({ length: all[0]?.length ?? 0 }, (_, row) => row).sort((one, other) => {
    for (const column of all) if (column[one] !== column[other]) return column[one] < column[other] ? -1 : 1;
    return 0;
  });
}

import { describe, expect, test } from "vitest";
import { bareSql, filesIn, textOf } from "./files.js";

// What these folders hold is read by DuckDB and by Spark alike and must mean the same on both, to the last digit. This reads the text only, so that it is asked
// every time; `npm run test:spark` runs the files on both engines and compares.
const portable = filesIn(["sql/traces", "sql/graph", "sql/stage"], ".sql").map((path) => ({ path, sql: bareSql(path) }));

/** The files in which something is found, with what. */
const found = (search: (sql: string) => readonly string[]): string[] => portable.flatMap(({ path, sql }) => search(sql).map((what) => `${path}: ${what}`));
const every = (pattern: RegExp) => (sql: string): string[] => [...sql.matchAll(pattern)].map(([what]) => what);

/** What stands between the brackets of each call of a function. */
function callsOf(sql: string, name: string): { inside: string; after: string }[] {
  return [...sql.matchAll(new RegExp(`\\b${name}\\s*\\(`, "g"))].map((match) => {
    const from = match.index + match[0].length;
    let depth = 1;
    let at = from;
    for (; depth > 0 && at < sql.length; at++) depth += sql[at] === "(" ? 1 : sql[at] === ")" ? -1 : 0;
    return { inside: sql.slice(from, at - 1).trim(), after: sql.slice(at).trim() };
  });
}

/** Functions and words before a bracket that both engines have, and that give the same on both. `log2` does to its last places only: see below. */
const known = new Set([
  "abs", "any_value", "cast", "chr", "coalesce", "concat", "count", "floor", "greatest", "lag", "least", "log2", "max", "md5", "median", "min", "replace", "row_number", "split_part", "substr", "sum",
  "and", "as", "between", "by", "from", "in", "join", "not", "on", "or", "over", "select", "then", "when", "where", "all", "else", "union",
]);
/** Whether the last order is that of the rows, and not one inside brackets. */
function isOrdered(sql: string): boolean {
  const order = sql.slice(sql.lastIndexOf("order by "));
  return sql.includes("order by ") && order.split("(").length === order.split(")").length;
}
/** What tables are called where they are made with their columns. */
const made = (sql: string): string[] => [...sql.matchAll(/create table (\w+) \(/g)].map(([, name]) => name);
/** Columns that may be null: where they decide an order, where nulls go must be said, as the engines do not agree on it. */
const nullable = ["device_id", "address", "subnet", "target_id", "created_ms", "closed_ms", "parent_key", "parent_no", "usual", "last_login_ms", "run_no", "owner"];

describe("what DuckDB and Spark both read", () => {
  test("is there", () => expect(portable.length).toBeGreaterThan(55));

  test("uses functions that both have, and that give the same", () => {
    expect(found((sql) => {
      const names = new Set(made(sql));
      return [...sql.matchAll(/\b([a-z_][a-z0-9_]*)\s*\(/g)].map(([, name]) => name).filter((name) => !known.has(name) && !names.has(name));
    })).toEqual([]);
  });

  test("names types that both have", () => {
    const types = /^(string|bigint|integer|double|boolean)$/;
    expect(found((sql) => callsOf(sql, "cast").map(({ inside }) => inside.split(/\s+as\s+/).at(-1)!).filter((type) => !types.test(type)))).toEqual([]);
    expect(found((sql) => [...sql.matchAll(/create table \w+ \(([^)]*)\)/g)].flatMap(([, columns]) => columns.split(",").map((column) => column.trim().split(/\s+/)[1])).filter((type) => !types.test(type)))).toEqual([]);
  });

  test("writes fractions as doubles (0.5e0): a decimal literal makes a decimal division on Spark", () => {
    expect(found(every(/(?<![\w.'$])\d*\.\d+(?![\w.])/g))).toEqual([]);
  });

  test("never casts a fraction to an integer: DuckDB rounds it to even, Spark cuts it off. floor(x + 0.5e0) is the same on both", () => {
    expect(found((sql) => callsOf(sql, "cast").map(({ inside }) => inside).filter((inside) => {
      // A cast inside is asked by itself.
      const value = /^([^]*)\s+as\s+(?:integer|bigint)$/.exec(inside)?.[1].replace(/\bcast\(floor\([^]*? as bigint\)/, "0");
      if (value === undefined || !/\/|\d(?:\.\d+)?e-?\d|\b(?:log2|median)\b|as double/.test(value)) return false;
      const [first] = callsOf(value, "floor");
      // Of a case, every branch: those without a fraction are whole.
      return !value.startsWith("floor(") || first === undefined || first.after !== "";
    }))).toEqual([]);
  });

  test("never cuts a logarithm off where its last digit decides: something is added first", () => {
    expect(found((sql) => callsOf(sql, "floor").map(({ inside }) => inside).filter((inside) => /\blog2\b/.test(inside) && !/\+ 1e-\d$/.test(inside)))).toEqual([]);
  });

  test("has no window over everything: one machine would sort it all. Rows are numbered in buckets, and buckets added up", () => {
    expect(found((sql) => callsOf(sql, "over").map(({ inside }) => inside).filter((inside) => !/^partition by\b/.test(inside) && inside !== "order by bucket"))).toEqual([]);
  });

  test("says where nulls go, where they decide an order", () => {
    expect(found((sql) => callsOf(sql, "over").flatMap(({ inside }) => (/\border by ([^]*)$/.exec(inside)?.[1] ?? "").replace(/\b(range|rows) between[^]*/, "").split(","))
      .map((column) => column.trim())
      .filter((column) => nullable.includes(column.replace(/^\w+\./, "").replace(/ .*$/, "")) && !/ nulls (first|last)$/.test(column))
      // `came_by` and `created` leave nulls out; said there.
      .filter((column) => !["login.device_id", "login.subnet", "created_ms"].includes(column)))).toEqual([]);
  });

  test("has no backslash in a literal, which Spark reads as an escape", () => {
    expect(portable.filter(({ path }) => textOf(path).replace(/--.*$/gm, "").includes("\\")).map(({ path }) => path)).toEqual([]);
  });

  test("tells nothing by the order in which it happens to come: who reads it says order by, or makes a table of it", () => {
    const read = portable.filter(({ sql, path }) => path.startsWith("sql/graph/") && !/^\s*(create table|insert into)\b/.test(sql));
    // One row needs no order, and holdings are counted into place by whoever reads them.
    const one = /read_(numbered|size|hub_count|account_total|holding)\.sql$|population_life\.sql$|usual_came_by\.sql$|roof\.sql$/;
    expect(read.filter(({ sql, path }) => !isOrdered(sql) && !one.test(path)).map(({ path }) => path)).toEqual([]);
  });
});

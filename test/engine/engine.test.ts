import { afterAll, beforeAll, expect, test } from "vitest";
import { DuckDbEngine } from "../../src/engine/duckdb-engine.js";
import { decodeRows, fraction, nullOr, text, truth, whole } from "../../src/engine/engine.js";

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await DuckDbEngine.open({ path: ":memory:", threads: 1 });
});
afterAll(() => engine.close());

test("rows come as the code that reads them believes, whatever integer type the engine chose", async () => {
  const rows = await engine.rows("select cast(1 as integer) as a, sum(cast(2 as bigint)) as b, 0.5e0 as c, 'x' as d, true as e, null as f");
  expect(decodeRows(rows, { a: whole, b: whole, c: fraction, d: text, e: truth, f: nullOr(whole) }, "a file")).toEqual([{ a: 1, b: 2, c: 0.5, d: "x", e: true, f: null }]);
});

test.each([["a", null, whole], ["a", 1.5, whole], ["a", 2n ** 60n, whole], ["a", Number.NaN, fraction], ["a", 7, text], ["a", 1, truth], ["b", 1, whole]])("a cell of another kind is an error that names file and column, and not the cell: %s = %s", (column, value, decode) => {
  expect(() => decodeRows([{ [column]: value }], { a: decode }, "graph/some.sql")).toThrow(/^graph\/some\.sql: in the column a .* was expected, not (nothing|a \w+)\./);
});

test("a parameter that a file names and nobody gives is an error, never a null", async () => {
  await expect(engine.readRows("graph/audience/read_affinity.sql", { a: whole }, { targets: 2 })).rejects.toMatchObject({ code: "UNEXPECTED", message: "graph/audience/read_affinity.sql: the parameter $floor was not given." });
});

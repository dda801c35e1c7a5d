import { Bool, DataType, Float64, Int32, Int64, makeVector, Table, tableFromIPC, tableToIPC, Utf8, vectorFromArray, type Vector } from "apache-arrow";
import type { Column, Columns } from "../engine.js";

/** Rows in one message to the server, which takes at most 128 MB. */
const streamRows = 100_000;

/** Columns as streams of Arrow, so many rows each; none where there is no row. */
export function* streamsOf(columns: Readonly<Record<string, Column>>): Generator<Uint8Array> {
  const total = Object.values(columns)[0]?.values.length ?? 0;
  for (let from = 0; from < total; from += streamRows) {
    const to = Math.min(total, from + streamRows);
    const vectors = Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, vectorOf(column, from, to)]));
    yield tableToIPC(new Table(vectors), "stream");
  }
}

function vectorOf({ type, values }: Column, from: number, to: number): Vector {
  if (type === "integer" && values instanceof Int32Array) return makeVector(values.slice(from, to));
  if (type === "double" && values instanceof Float64Array) return makeVector(values.slice(from, to));
  const part = Array.from({ length: to - from }, (_, i) => values[from + i] ?? null);
  if (type === "bigint") return vectorFromArray(part.map((value) => (value === null ? null : BigInt(value))), new Int64());
  if (type === "integer") return vectorFromArray(part as (number | null)[], new Int32());
  if (type === "double") return vectorFromArray(part as (number | null)[], new Float64());
  if (type === "boolean") return vectorFromArray(part as (boolean | null)[], new Bool());
  return vectorFromArray(part as (string | null)[], new Utf8());
}

/** A result's rows as plain objects; BIGINTs come as `bigint`. */
export function rowsOf(batches: readonly Uint8Array[]): Record<string, unknown>[] {
  return batches.flatMap((batch) => {
    const table = tableFromIPC(batch);
    const fields = table.schema.fields.map(({ name }, at) => ({ name, vector: table.getChildAt(at)! }));
    return Array.from({ length: table.numRows }, (_, row) => Object.fromEntries(fields.map(({ name, vector }) => [name, vector.get(row) as unknown])));
  });
}

/** A result's columns: INT as Int32Array, everything else as Float64Array; a NULL is 0. */
export function columnsOf(batches: readonly Uint8Array[]): Columns {
  const tables = batches.map((batch) => tableFromIPC(batch));
  const total = tables.reduce((sum, table) => sum + table.numRows, 0);
  const columns: Columns = {};
  for (const [place, field] of (tables[0]?.schema.fields ?? []).entries()) {
    const column = DataType.isInt(field.type) && field.type.bitWidth === 32 ? new Int32Array(total) : new Float64Array(total);
    let at = 0;
    for (const table of tables) {
      for (const part of table.getChildAt(place)!.data) {
        const values = part.values as Int32Array | Float64Array | BigInt64Array | undefined;
        if (part.nullCount === 0 && (values instanceof Int32Array || values instanceof Float64Array)) column.set(values.subarray(0, part.length), at);
        else if (part.nullCount === 0 && values instanceof BigInt64Array) for (let i = 0; i < part.length; i++) column[at + i] = Number(values[i]);
        else for (const [i, value] of [...vectorOfPart(part)].entries()) column[at + i] = Number(value ?? 0);
        at += part.length;
      }
    }
    columns[field.name] = column;
  }
  return columns;
}

const vectorOfPart = (part: Vector["data"][number]): Iterable<unknown> => makeVector(part) as Iterable<unknown>;

/** What JSON can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };
export type JsonRow = Record<string, JsonValue>;

/**
 * A value from DuckDB as JSON: times as ISO 8601 in UTC, whole numbers as numbers while they are exact and as text beyond 2^53,
 * lists and structs as such, bytes as hexadecimal text; NaN and infinities, which JSON lacks, as text.
 */
export function jsonValue(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
    default:
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(jsonValue);
  if (value instanceof Map) return [...value].map(([key, inner]) => ({ key: jsonValue(key), value: jsonValue(inner) }));
  // What is left is a struct.
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, jsonValue(inner)]));
}

/** A row with every value as JSON, columns in their order. */
export const jsonRow = (row: Record<string, unknown>): JsonRow => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, jsonValue(value)]));

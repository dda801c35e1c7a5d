import pg from "pg";
import { RingfenceError } from "../errors/ringfence-error.js";

/** A value for a placeholder: an identifier, a text or an integer; `sql` is put in as it is and never comes from outside. */
export type Filling = { identifier: string } | { text: string } | { integer: number } | { sql: string };

/**
 * A SQL file with its `:name` placeholders filled in, quoted by kind: for statements like COPY that take no bind parameters.
 * Comments are dropped; `::type`, quoted text and quoted names are left alone. A placeholder without a value is an error.
 */
export function fillPlaceholders(sql: string, values: Readonly<Record<string, Filling>>): string {
  const token = /--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|::|:([a-z_][a-z0-9_]*)/g;
  return sql.replace(token, (found: string, name: string | undefined) => {
    if (found.startsWith("--")) return "";
    if (name === undefined) return found;
    const value = values[name];
    if (value === undefined) throw new RingfenceError("UNEXPECTED", `A SQL file names the placeholder :${name}, which has no value. Known: ${Object.keys(values).map((known) => `:${known}`).join(", ")}.`);
    if ("identifier" in value) return pg.escapeIdentifier(value.identifier);
    if ("text" in value) return pg.escapeLiteral(value.text);
    if ("sql" in value) return value.sql;
    if (!Number.isSafeInteger(value.integer)) throw new RingfenceError("UNEXPECTED", `The placeholder :${name} needs an integer, not ${value.integer}.`);
    return String(value.integer);
  }).trim();
}

import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { databaseError } from "../postgres/connect.js";
import { functionFiles } from "../postgres/functions.js";
import { statement } from "../postgres/transaction.js";

/** Rows of one file below `sql/postgres/enforcement`; refusals of the database become errors for people. */
export async function call<T extends object>(client: Client, file: string, params: readonly unknown[], doing: string): Promise<T[]> {
  try {
    return (await statement<T>(client, sqlFile(file), params)).rows;
  } catch (error) {
    throw refusal(error, doing);
  }
}

/** What the database refused, for people. RF001 is a refusal of our own, with its sentence. */
export function refusal(error: unknown, doing: string): unknown {
  if (error instanceof RingfenceError) return error;
  const { code } = error as { code?: string };
  if (code === "RF001") return new RingfenceError("USAGE", messageOf(error), { cause: error });
  // What no function foresaw; the database's own words name its constraints, not what a person typed.
  if (code === "23514" || code === "23502" || code === "22P02" || code === "22003" || code === "22021") return new RingfenceError("USAGE", `The database refused a value (while ${doing}). Numbers must be finite and in their range, text one line of at most 500 characters. RINGFENCE_DEBUG=1 shows which.`, { cause: error });
  if (code === "42883" || code === "3F000" || code === "42P01") return new RingfenceError("SCHEMA", `The results schema lacks what this needs (while ${doing}): ${messageOf(error)}. Run "ringfence migrate".`, { cause: error });
  if (code === "55P03") return new RingfenceError("LOCKED", `Somebody else holds what this needs (while ${doing}). Nothing was changed; ask again.`, { cause: error });
  if (code === "42501") return new RingfenceError("DATABASE", `This database user may not do that (while ${doing}): ${messageOf(error)}. ${whoMay(messageOf(error))}`, { cause: error });
  return databaseError(error, doing);
}

/** Whom to ask after Postgres refused a function: the roles that hold it. */
function whoMay(message: string): string {
  const name = /for function (\w+)/.exec(message)?.[1];
  const roles = functionFiles().find((file) => file.name === name)?.roles ?? [];
  return roles.length === 0 ? 'Connect as a user that holds the role, see "Roles" in docs/feed.md.' : `Connect as a user that holds ${roles.length > 1 ? `one of ${roles.join(", ")}` : roles[0]} (an administrator: grant ROLE to USER).`;
}

/** A row with its counts as numbers: bigint comes as text. They are far below 2^53. */
export const numbered = <T>(row: Record<string, unknown>, names: readonly string[]): T =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, names.includes(name) && value !== null ? Number(value) : value])) as T;

import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";

/** Why a floating-point number is no id, and what to do. */
export const floatIdAdvice =
  "Floating-point numbers cannot hold ids: above 2^53 (9007199254740992) different ids have become one. Make the column bigint or text, from a source that still has them.";

/** Columns of the source that hold ids as floating-point numbers. */
export async function floatIds(client: Client, schema: string): Promise<{ table_name: string; column_name: string; type: string }[]> {
  return (await client.query<{ table_name: string; column_name: string; type: string }>(sqlFile("postgres/check/float_id.sql"), [schema])).rows;
}

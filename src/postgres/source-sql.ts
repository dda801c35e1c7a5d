import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { sqlFile } from "../engine/sql-file.js";
import { RingfenceError, messageOf } from "../errors/ringfence-error.js";
import { fillPlaceholders, type Filling } from "./fill-placeholders.js";
import { extractColumns, extractTables, type ExtractTable } from "./extract-tables.js";

/** The three SELECTs that read a source. */
export interface SourceSql {
  text: Record<ExtractTable, string>;
  /** Those that come from the folder that `source.extract` names, and what to call them in messages. */
  own: Partial<Record<ExtractTable, string>>;
}

/**
 * The SELECTs that read a source: the shipped ones (`sql/postgres/extract`), each replaced where the folder has a file of its name.
 * @param folder what `source.extract` names; undefined: only the shipped ones
 * @throws RingfenceError CONFIG when it is no folder, has none of the three, or another .sql file, which would be a misspelled one
 */
export function sourceSql(folder: string | undefined): SourceSql {
  const text = Object.fromEntries(extractTables.map((table) => [table, sqlFile(`postgres/extract/${table}.sql`)])) as Record<ExtractTable, string>;
  if (folder === undefined) return { text, own: {} };
  const names = extractTables.map((table) => `${table}.sql`);
  const unusable = (why: string): RingfenceError => new RingfenceError("CONFIG", `source.extract is ${JSON.stringify(folder)}, ${why}. It names a folder with any of ${names.join(", ")}; "ringfence init DIR" writes some to start from.`);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw unusable("which is no folder");
  const found = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  const strange = found.filter((name) => !names.includes(name));
  if (strange.length > 0) throw unusable(`which holds ${strange.map((name) => JSON.stringify(name)).join(", ")}`);
  if (found.length === 0) throw unusable("which holds none of them");
  const own: SourceSql["own"] = {};
  for (const table of extractTables) {
    const file = join(folder, `${table}.sql`);
    if (!existsSync(file)) continue;
    own[table] = file;
    text[table] = readFileSync(file, "utf8");
  }
  return { text, own };
}

/** One SELECT with its placeholders filled in, as it can stand in parentheses. */
export function filledSql(source: SourceSql, table: ExtractTable, values: Readonly<Record<string, Filling>>): string {
  try {
    return fillPlaceholders(source.text[table], values).replace(/;\s*$/, "");
  } catch (error) {
    throw source.own[table] === undefined ? error : new RingfenceError("CONFIG", `${source.own[table]}: ${messageOf(error)}`, { cause: error });
  }
}

/** What the types of Postgres are to the extract, by their oids: text (also ids of any kind), whole numbers, true or false. */
const textTypes = new Set([16, 19, 20, 21, 23, 25, 650, 869, 1042, 1043, 2950]);
const accepted = { text: textTypes, ms: new Set([20, 21, 23]), flag: new Set([16, 25, 1043]) } as const;
const wanted = { text: "text", ms: "milliseconds since 1970 UTC as bigint: cast(floor(date_part('epoch', TIME) * 1000 + 0.0005) as bigint)", flag: "boolean" } as const;

/**
 * Asks the server whether a SELECT of one's own has the extract's columns, before anything is read.
 * @param sql filled in
 * @param file for the message
 * @throws RingfenceError INPUT that names the first column that does not fit; what the server says of SQL that it does not understand, as it is
 */
export async function requireColumns(client: Client, table: ExtractTable, sql: string, file: string): Promise<void> {
  const { fields } = await client.query(`select * from (\n${sql}\n) as own limit 0`);
  const columns = extractColumns[table];
  const refuse = (why: string): RingfenceError => new RingfenceError("INPUT", `${file} ${why}. It must give, in this order: ${columns.map(({ name, is }) => `${name} (${wanted[is]})`).join(", ")}.`);
  if (fields.length !== columns.length) throw refuse(`gives ${fields.length} columns`);
  for (const [at, { name, is }] of columns.entries()) {
    if (accepted[is].has(fields[at].dataTypeID)) continue;
    const { rows } = await client.query<{ type: string }>("select format_type($1, null) as type", [fields[at].dataTypeID]);
    throw refuse(`gives ${rows[0].type} as column ${at + 1}, ${name}`);
  }
}

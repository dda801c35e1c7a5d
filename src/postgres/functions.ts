import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";
import { packageFolder } from "../config/place.js";
import { sqlFile } from "../engine/sql-file.js";
import { kindNames, kindSpec } from "../traces/registry.js";
import { fillPlaceholders } from "./fill-placeholders.js";
import { nightRights } from "./night-rights.js";
import { asSessionUser } from "./owner.js";
import { statement } from "./transaction.js";

/** A view or a function of the results schema: one `create or replace` with its comment and its grants. */
export interface SchemaFile {
  /** As the object is called. */
  name: string;
  text: string;
  /** Who may use it; nobody but other functions where this is empty. */
  roles: readonly string[];
}

const filesOf = (folder: "views" | "functions"): SchemaFile[] =>
  readdirSync(join(packageFolder, "sql", "postgres", folder)).filter((name) => name.endsWith(".sql")).sort().map((name) => read(folder, name.slice(0, -".sql".length)));
const grantLine = /^grant (?:execute|select) on .* to ([a-z_, ]+);$/gm;
const read = (folder: string, name: string): SchemaFile => {
  const text = sqlFile(`postgres/${folder}/${name}.sql`);
  return { name, text, roles: [...text.matchAll(grantLine)].flatMap(([, roles]) => roles.split(", ")) };
};

/** Every view. */
export const viewFiles = (): SchemaFile[] => filesOf("views");

/** Every function and procedure. */
export const functionFiles = (): SchemaFile[] => filesOf("functions");

/** The role of the credential that runs nights. */
export const nightRole = "ringfence_night";

/** In the order in which they are put in place: a view needs the functions that it calls, while a function may speak of what comes later. */
const allFiles = (): SchemaFile[] => [...functionFiles(), ...viewFiles()];

/** The roles that files grant something to, ascending. */
export const schemaRoles = (files: readonly SchemaFile[] = allFiles()): string[] => [...new Set(files.flatMap(({ roles }) => roles))].sort();

/** What keys of each kind are about, as rows of `ringfence.trace_kind`. */
const kindRows = (): { kind: string; value_kind: string; key_form: string }[] =>
  kindNames.map((kind) => {
    const { value, keyForm } = kindSpec(kind);
    return { kind, value_kind: value, key_form: keyForm };
  });

/** Hash of everything that {@link putFunctions} puts in place. */
export function functionsHash(): string {
  const hash = createHash("sha256");
  for (const { name, text } of allFiles()) hash.update(`${name}\0${text}\0`);
  return hash.update(JSON.stringify([kindRows(), nightRights])).digest("hex");
}

/** What was put in place last; undefined: nothing yet. The schema must be at its newest version. */
export async function appliedFunctionsHash(client: Client): Promise<string | undefined> {
  const { rows } = await statement<{ sha256: string }>(client, sqlFile("postgres/results/function_set.sql"));
  return rows[0]?.sha256;
}

/**
 * Puts every view and function in place as its file says, gives each role what its files grant and nothing else, and fills `trace_kind` from the
 * registry. Makes the roles that are missing, where this user may. To be called in a transaction, as the owner, after the tables were migrated. Safe to repeat.
 * @returns the roles that an administrator of the server must create; what they may do is granted at the next time
 */
export async function putFunctions(client: Client, files: readonly SchemaFile[] = allFiles()): Promise<string[]> {
  // A function may call another one, or read a view, that comes after it.
  await client.query("set local check_function_bodies = off");
  const wanted = schemaRoles(files);
  const there = await makeRoles(client, wanted);
  for (const role of there) {
    const grantee = { role: { identifier: role } };
    await client.query(fillPlaceholders("grant usage on schema ringfence to :role", grantee));
    for (const what of ["tables", "functions", "procedures"]) await client.query(fillPlaceholders(`revoke all on all ${what} in schema ringfence from :role`, grantee));
  }
  for (const { text } of files) {
    await client.query(text.replace(grantLine, (line, roles: string) => {
      const known = roles.split(", ").filter((role) => there.has(role));
      return known.length === 0 ? "" : line.replace(roles, known.join(", "));
    }));
  }
  for (const what of ["tables", "functions", "procedures"]) await client.query(`revoke all on all ${what} in schema ringfence from public`);
  if (there.has(nightRole)) for (const [table, rights] of Object.entries(nightRights)) await client.query(fillPlaceholders("grant :rights on ringfence.:table to :role", { rights: { sql: rights }, table: { identifier: table }, role: { identifier: nightRole } }));
  await client.query(sqlFile("postgres/enforcement/fill_trace_kind.sql"), [JSON.stringify(kindRows())]);
  await client.query(sqlFile("postgres/enforcement/mark_functions.sql"), [functionsHash()]);
  return wanted.filter((role) => !there.has(role));
}

/**
 * Makes the roles that are missing, where this user may; in a transaction.
 * @returns those that are there
 */
async function makeRoles(client: Client, wanted: readonly string[]): Promise<Set<string>> {
  const found = async (): Promise<Set<string>> => new Set((await client.query<{ rolname: string }>("select rolname from pg_roles where rolname = any ($1)", [wanted])).rows.map(({ rolname }) => rolname));
  const there = await found();
  for (const role of wanted.filter((name) => !there.has(name))) {
    await client.query("savepoint role");
    try {
      await asSessionUser(client, () => client.query(fillPlaceholders("create role :role nologin", { role: { identifier: role } })));
    } catch (error) {
      // This user may not, or another database of the server is being migrated at the same time.
      if (!["42501", "42710", "23505"].includes((error as { code?: string }).code ?? "")) throw error;
      await client.query("rollback to savepoint role");
    }
  }
  return found();
}

import type { Client } from "pg";

/**
 * The whole schema `ringfence` as text that is the same on every server: tables with columns, constraints, indexes and triggers, views, functions by
 * what they take, give and may (their bodies are files). `pg_dump` would say it in as many ways as it has versions, and is no part of the embedded server.
 */
export async function dumpSchema(client: Client): Promise<string> {
  const lines = async (sql: string, params: unknown[] = []): Promise<string[]> => (await client.query<{ line: string }>(sql, params)).rows.map((row) => row.line);
  const parts: string[] = [];
  for (const table of await lines("select relname as line from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'r' and relname <> 'schema_version' order by relname collate \"C\"")) {
    const columns = await lines(
      `select '  ' || attname || ' ' || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
         || case attidentity when 'a' then ' generated always as identity' else coalesce(' default ' || pg_get_expr(adbin, adrelid), '') end as line
       from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
      [`ringfence.${table}`],
    );
    // Not null is said with the column; as constraints of their own they are new in Postgres 18.
    const constraints = await lines("select '  constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint where conrelid = $1::regclass and contype not in ('n', 't') order by conname collate \"C\"", [`ringfence.${table}`]);
    const indexes = await lines(
      "select pg_get_indexdef(indexrelid) || ';' as line from pg_index join pg_class on oid = indexrelid where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid and contype <> 'f') order by relname collate \"C\"",
      [`ringfence.${table}`],
    );
    const triggers = await lines("select pg_get_triggerdef(oid) || case tgenabled when 'A' then ' -- always' else '' end || ';' as line from pg_trigger where tgrelid = $1::regclass and not tgisinternal order by tgname collate \"C\"", [`ringfence.${table}`]);
    parts.push([`create table ringfence.${table} (`, [...columns, ...constraints].join(",\n"), ");", ...indexes, ...triggers].join("\n"));
  }
  for (const sequence of await lines("select relname as line from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'S' and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'i') order by relname collate \"C\"")) parts.push(`create sequence ringfence.${sequence};`);
  for (const view of await lines("select relname as line from pg_class where relnamespace = 'ringfence'::regnamespace and relkind = 'v' order by relname collate \"C\"")) {
    const columns = await lines("select '  ' || attname || ' ' || format_type(atttypid, atttypmod) as line from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum", [`ringfence.${view}`]);
    parts.push(`create view ringfence.${view} (\n${columns.join(",\n")}\n);`);
  }
  parts.push(
    ...(await lines(
      `select case prokind when 'p' then 'create procedure ' else 'create function ' end || 'ringfence.' || proname || '(' || pg_get_function_arguments(pg_proc.oid) || ')'
         || coalesce(' returns ' || pg_get_function_result(pg_proc.oid), '') || ' ' || lanname || case provolatile when 'i' then ' immutable' when 's' then ' stable' else '' end
         || case when prosecdef then ' security definer' else '' end || coalesce(' set ' || array_to_string(proconfig, ' set '), '') || ';'
         || coalesce((select E'\\n  -- ' || string_agg(grantee::regrole::text, ', ' order by grantee::regrole::text collate "C") from aclexplode(proacl) where grantee <> proowner), '') as line
       from pg_proc join pg_language on pg_language.oid = prolang where pronamespace = 'ringfence'::regnamespace order by proname collate "C"`,
    )),
  );
  return `-- The results schema as "ringfence migrate" leaves it: made by test/postgres/schema.test.ts, to be read, never run.\n\n${parts.join("\n\n")}\n`;
}

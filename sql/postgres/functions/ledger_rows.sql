-- For: the functions and triggers here
-- The argument is the column that numbers the rows. Times in the rows' text are UTC, whatever the session's zone.
create or replace function ringfence.ledger_rows()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp set extra_float_digits = 1 set timezone = 'UTC' as $$
declare
  first_id bigint;
  last_id bigint;
  lines text;
begin
  select min(one.id), max(one.id), string_agg(one.line::text, e'\n' order by one.id) into first_id, last_id, lines
  from (select (written.line ->> tg_argv[0])::bigint as id, written.line from (select to_jsonb(new_row) as line from new_row) as written) as one;
  if lines is not null then perform ringfence.ledger_add(tg_table_name, first_id, last_id, lines); end if;
  return null;
end
$$;
comment on function ringfence.ledger_rows is 'Adds a link of the ledger about the rows of a statement.';
revoke all on function ringfence.ledger_rows from public;

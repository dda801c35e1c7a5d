-- For: the functions and triggers here
create or replace procedure ringfence.make_append_only(name text)
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create trigger append_only before update or delete or truncate on ringfence.%I for each statement execute function ringfence.refuse_change()', name);
  execute format('alter table ringfence.%I enable always trigger append_only', name);
end $$;
comment on procedure ringfence.make_append_only is 'Makes a table of this schema append-only.';
revoke all on procedure ringfence.make_append_only from public;

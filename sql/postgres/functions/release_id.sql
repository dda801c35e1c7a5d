-- For: the functions and triggers here
create or replace function ringfence.release_id(id text)
returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if id ~ '^(expiry|incident|urgent):' then perform ringfence.refuse(format('%s is a name of our own: expiries, releases of incidents and lifts that were told ahead are called so. Choose another id.', quote_literal(id))); end if;
  if id is null or id !~ '^[A-Za-z0-9._:-]{1,100}$' then
    perform ringfence.refuse(format('%s is no release id: 1 to 100 letters, digits, dots, colons, dashes and underscores.', coalesce(quote_literal(id), 'null')));
  end if;
end
$$;
comment on function ringfence.release_id is 'Refuses what cannot be the id of a release.';
revoke all on function ringfence.release_id from public;

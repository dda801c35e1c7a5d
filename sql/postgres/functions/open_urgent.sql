-- For: the functions and triggers here
create or replace function ringfence.open_urgent()
returns setof ringfence.urgent
language sql stable set search_path = pg_catalog, pg_temp as $$
  select one.* from ringfence.urgent as one where not exists (select from ringfence.urgent_done as done where done.urgent_id = one.urgent_id) order by one.urgent_id
$$;
comment on function ringfence.open_urgent is 'Stops and lifts that nobody with the lock on cases has carried out yet, in the order of their numbers.';
revoke all on function ringfence.open_urgent from public;

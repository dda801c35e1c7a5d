-- For: the functions and triggers here
create or replace function ringfence.unreviewed_limit(n bigint)
returns bigint
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select greatest(2, least(20, n / 4))
$$;
comment on function ringfence.unreviewed_limit is 'How many of a rings standing cases may be approved by name, without a review of the ring: a quarter, 2 to 20.';
revoke all on function ringfence.unreviewed_limit from public;

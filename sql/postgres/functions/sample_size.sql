-- For: the functions and triggers here
create or replace function ringfence.sample_size(n bigint)
returns integer
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select least(n, greatest(5, least(20, ceil(sqrt(n)))))::integer
$$;
comment on function ringfence.sample_size is 'How many accounts of a ring must be looked at: the square root of its open cases, 5 to 20.';
revoke all on function ringfence.sample_size from public;

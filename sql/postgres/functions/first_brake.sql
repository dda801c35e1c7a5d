-- For: the functions and triggers here
create or replace function ringfence.first_brake(cases text[], accept text, at timestamptz)
returns table (brake text, facts jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
  -- Cheap ones first; what comes after the first that holds is not asked.
  select held.* from (
    select * from ringfence.brake_release_cap(cardinality(cases))
    union all select * from ringfence.brake_day_cap(cardinality(cases), at)
    union all select * from ringfence.brake_one_value(cases, accept)
  ) as held limit 1
$$;
comment on function ringfence.first_brake is 'The first brake that holds a release of these cases, with the facts; no row: it may leave.';
revoke all on function ringfence.first_brake from public;

-- For: the functions and triggers here
create or replace function ringfence.is_looser(wanted jsonb)
returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce((wanted ->> 'release_cap')::integer > brake.release_cap, false) or coalesce((wanted ->> 'release_cap_share')::double precision > brake.release_cap_share, false)
    or coalesce((wanted ->> 'day_cap')::integer > brake.day_cap, false) or coalesce((wanted ->> 'day_cap_share')::double precision > brake.day_cap_share, false)
    or coalesce((wanted ->> 'canary_share')::double precision > brake.canary_share, false) or coalesce((wanted ->> 'one_value_share')::double precision > brake.one_value_share, false)
    or coalesce((wanted ->> 'auto_restrict')::boolean and not brake.auto_restrict, false) or coalesce((wanted ->> 'incident_cap')::integer > brake.incident_cap, false)
    or coalesce(wanted ->> 'raise_by' = 'hour' and brake.raise_by = 'two_people', false)
  from ringfence.enforcement as brake
$$;
comment on function ringfence.is_looser is 'True where any of these brakes would brake less than now.';
revoke all on function ringfence.is_looser from public;

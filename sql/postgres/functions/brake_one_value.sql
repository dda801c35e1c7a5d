-- For: the functions and triggers here
create or replace function ringfence.brake_one_value(cases text[], accept text)
returns table (brake text, facts jsonb)
language sql stable set search_path = pg_catalog, pg_temp set extra_float_digits = 1 as $$
  select 'one_value', jsonb_build_object('effects', cardinality(cases), 'kind', heavy.kind, 'value', heavy.value, 'holders', heavy.case_count, 'share', heavy.share, 'one_value_share', rules.one_value_share)
  from ringfence.enforcement as rules cross join ringfence.heaviest_value(cases) as heavy
  where heavy.share > rules.one_value_share and accept is distinct from heavy.kind || ':' || heavy.value
    -- As it was said before networks were a kind of their own.
    and not (heavy.kind = 'network' and accept is not distinct from 'address:' || heavy.value)
$$;
comment on function ringfence.brake_one_value is 'A row where cases rest by more than the limit on one value that nobody accepted.';
revoke all on function ringfence.brake_one_value from public;

-- For: the functions and triggers here
create or replace function ringfence.heaviest_value(cases text[])
returns table (kind text, value text, case_count bigint, share double precision)
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  select held.kind, held.value, count(*), (sum(held.bits) / nullif(sum(sum(held.bits)) over (), 0))::double precision
  from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
  cross join lateral ringfence.values_of(candidate.reasons) as held
  group by held.kind, held.value
  order by sum(held.bits) desc, held.kind, held.value
  limit 1
$$;
comment on function ringfence.heaviest_value is 'The value that cases rest on most, by its share of the bits of their strongest keys.';
revoke all on function ringfence.heaviest_value from public;

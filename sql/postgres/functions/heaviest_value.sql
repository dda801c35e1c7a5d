-- For: the functions and triggers here
create or replace function ringfence.heaviest_value(cases text[])
returns table (kind text, value text, case_count bigint, share double precision)
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  -- Less than no bits would lower the share of others. Numeric: the sum is the same in any order, and the share of the same cases with it.
  select held.value_kind, held.value, count(distinct held.case_id), (sum(greatest(held.bits, 0)::numeric) / nullif(sum(sum(greatest(held.bits, 0)::numeric)) over (), 0))::double precision
  from unnest(cases) as one join ringfence.case_key as held on held.case_id = one
  group by held.value_kind, held.value
  order by sum(greatest(held.bits, 0)::numeric) desc nulls last, held.value_kind, held.value
  limit 1
$$;
comment on function ringfence.heaviest_value is 'The value that cases rest on most, by its share of the bits of their strongest keys.';
revoke all on function ringfence.heaviest_value from public;

-- For: the functions and triggers here
-- Called once per row, also by functions that plan each statement anew: here plans are kept.
create or replace function ringfence.values_of(reasons jsonb)
returns table (kind text, value text, bits numeric)
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = auto as $$
  select coalesce(known.value_kind, one ->> 'kind'), ringfence.value_of(known.key_form, one ->> 'key'),
    sum(coalesce(ringfence.number_in(one -> 'bits'), 0)::numeric)
  from jsonb_array_elements(case jsonb_typeof(reasons -> 'keys') when 'array' then reasons -> 'keys' else '[]' end) as one
  left join ringfence.trace_kind as known on known.kind = one ->> 'kind'
  where one ->> 'kind' is not null and one ->> 'key' is not null
  group by 1, 2
$$;
comment on function ringfence.values_of is 'The values that a case rests on, with their bits: of its strongest keys. A kind that trace_kind does not know is its own.';
revoke all on function ringfence.values_of from public;

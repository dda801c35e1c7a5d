-- For: the functions and triggers here
create or replace function ringfence.canary_sample(cases text[], seed text, share double precision)
returns text[]
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  -- Systematic sampling over action, then ring, then a seeded shuffle: every stratum gives its share, and the start is drawn too.
  select coalesce(array_agg(case_id order by length(case_id), case_id), '{}') from (
    select case_id, floor(place * share + start) > floor((place - 1) * share + start) as chosen from (
      select candidate.case_id, row_number() over (order by candidate.action, candidate.ring_id, sha256(convert_to(seed || '/' || candidate.case_id, 'UTF8'))) as place,
        get_byte(sha256(convert_to(seed, 'UTF8')), 0) / 256.0::double precision as start
      from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one
    ) as placed
  ) as drawn where chosen
$$;
comment on function ringfence.canary_sample is 'A stratified random sample of cases, by action and ring; the same seed draws the same.';
revoke all on function ringfence.canary_sample from public;

-- For: the functions and triggers here
-- Counts what anybody approved by name, whoever asks: two people who take turns are bound by the same limit as one.
create or replace function ringfence.over_unreviewed(cases text[])
returns table (ring_id text, standing bigint, unreviewed bigint)
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  with touched as (select distinct candidate.ring_id from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one),
  stands as (
    select candidate.case_id, candidate.ring_id from touched join ringfence.ban_candidate as candidate on candidate.ring_id = touched.ring_id
    where candidate.state in ('proposed', 'approved', 'released')
  ),
  alone as (
    select one as case_id from unnest(cases) as one
    union select decision.case_id from ringfence.decision where decision.verdict = 'approve' and decision.review_id is null and decision.case_id in (select stands.case_id from stands)
  )
  select stands.ring_id, count(*), count(alone.case_id) from stands left join alone on alone.case_id = stands.case_id
  group by stands.ring_id having count(alone.case_id) > ringfence.unreviewed_limit(count(*))
  order by stands.ring_id limit 1
$$;
comment on function ringfence.over_unreviewed is 'A ring of which more would be approved by name, with these cases, than may be without a review; no row: none.';
revoke all on function ringfence.over_unreviewed from public;

-- For: the functions and triggers here
-- Of all cases at once: asked per row it would read decisions once per case.
create or replace function ringfence.basis_of(effect text, cases text[], by text default session_user)
returns table (case_id text, basis text)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  ledger text := (select link.link_id || ':' || link.hash from ringfence.ledger as link order by link.link_id desc limit 1);
begin
  if effect = 'lift' then
    return query select one, jsonb_build_object('lifted_by', by, 'ledger', ledger)::text from unnest(cases) as one;
    return;
  end if;
  return query
  with given as (
    select decision.case_id, decision.decision_id, decision.decided_by, decision.decided_at, decision.verdict, decision.review_id
    from unnest(cases) as one join ringfence.decision on decision.case_id = one
    where decision.verdict in ('approve', 'automatic')
  ),
  draw as (
    select review.review_id, cardinality(review.sample) as drawn, encode(sha256(convert_to(array_to_json(review.sample)::text, 'UTF8')), 'hex') as draw
    from ringfence.review where review.review_id in (select given.review_id from given)
  ),
  said as (
    select given.case_id, jsonb_agg(jsonb_strip_nulls(jsonb_build_object('by', given.decided_by, 'at', ringfence.feed_time(given.decided_at), 'automatic', nullif(given.verdict = 'automatic', false),
      'review', given.review_id, 'drawn', draw.drawn, 'draw', draw.draw)) order by given.decision_id) as approvals
    from given left join draw on draw.review_id = given.review_id
    group by given.case_id
  )
  select candidate.case_id, jsonb_build_object('proposed_by', candidate.proposed_by, 'approvals', coalesce(said.approvals, '[]'), 'ledger', ledger)::text
  from unnest(cases) as one join ringfence.ban_candidate as candidate on candidate.case_id = one left join said on said.case_id = one;
end
$$;
comment on function ringfence.basis_of is 'What effects for these cases rest on, as JSON: proposer, approvals with their reviews and draws, or who lifts; and where the ledger stands.';
revoke all on function ringfence.basis_of from public;

-- For: the functions and triggers here
create or replace function ringfence.approved_among(cases text[])
returns setof text
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  select candidate.case_id
  from unnest(cases) as wanted (case_id)
  join ringfence.ban_candidate as candidate on candidate.case_id = wanted.case_id
  join ringfence.decision on decision.case_id = wanted.case_id
  group by candidate.case_id, candidate.action, candidate.expires_at
  having case candidate.action
    when 'ban' then count(distinct decision.decided_by) filter (where decision.verdict = 'approve' and decision.decided_by <> candidate.proposed_by) >= 2
    else bool_or(decision.verdict = 'approve' or (decision.verdict = 'automatic' and candidate.action = 'restrict' and candidate.expires_at is not null))
  end
$$;
comment on function ringfence.approved_among is 'Of these cases those that have the decisions they need: a ban those of two database users who did not propose it, anything else one.';
revoke all on function ringfence.approved_among from public;

-- For: the functions and triggers here
-- Cases go through an array, so that each statement is planned for as many as there are now, and tables are scanned by it, not joined with it: what
-- the planner knows of states and effects is of before, and a loop in a loop that it chose for none of them takes minutes for 17,000.
create or replace function ringfence.guard_candidate_state()
returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
  cases text[];
  wrong text;
begin
  select array_agg(case_id) into cases from new_row where state = 'approved';
  if cases is not null then
    select one into wrong from (select unnest(cases) except select ringfence.approved_among(cases)) as lacking (one) limit 1;
    if wrong is not null then
      perform ringfence.refuse(format('Case %s lacks the decisions that an approved %s needs: for a ban two database users who did not propose it, else one. Use ringfence.decide_accounts or ringfence.decide_ring.',
        wrong, (select action from new_row where case_id = wrong)));
    end if;
  end if;
  select array_agg(case_id) into cases from new_row where state = 'released';
  if cases is not null then
    select one into wrong from (select unnest(cases) except select feed.case_id from ringfence.feed where feed.case_id = any (cases) and feed.effect = 'apply') as lacking (one) limit 1;
    if wrong is not null then perform ringfence.refuse(format('Case %s is not in the feed. Use ringfence.release.', wrong)); end if;
  end if;
  select array_agg(case_id) into cases from new_row where state in ('reversed', 'expired');
  if cases is not null then
    select feed.case_id into wrong from ringfence.feed where feed.case_id = any (cases)
    group by feed.case_id having bool_or(feed.effect = 'apply') and not bool_or(feed.effect = 'lift') limit 1;
    if wrong is not null then perform ringfence.refuse(format('Case %s is not lifted in the feed. Use ringfence.undo.', wrong)); end if;
  end if;
  return null;
end
$$;
comment on function ringfence.guard_candidate_state is 'What a state rests on is there: decisions behind what is approved, a row of the feed behind what is released, a lift behind what was released and ended.';
revoke all on function ringfence.guard_candidate_state from public;

-- For: the functions and triggers here
create or replace function ringfence.cases_of(what text, subject text)
returns setof text
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
begin
  return query
  select candidate.case_id from ringfence.ban_candidate as candidate
  where candidate.state in ('proposed', 'approved', 'released') and case what
    when 'account' then candidate.account_id = subject
    when 'case' then candidate.case_id = subject
    when 'ring' then candidate.ring_id = subject
    when 'run' then candidate.run_id = subject
    -- What a release let out; nothing of it is open.
    else candidate.state = 'released' and candidate.case_id in (select line.case_id from ringfence.feed as line where line.release_id = subject and line.effect = 'apply')
  end
  order by length(candidate.case_id), candidate.case_id;
end
$$;
comment on function ringfence.cases_of is 'Cases of an account, a case, a ring, a run or a release that are open or in force.';
revoke all on function ringfence.cases_of from public;

-- For: ringfence_reviewer
create or replace function ringfence.decide_ring(review_id bigint, verdict text, reason text)
returns table (decided bigint, changed bigint, waiting bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  opened ringfence.review;
  missing bigint;
begin
  perform ringfence.lock_cases();
  opened := ringfence.own_review(review_id);
  select count(*) into missing from (
    select unnest(opened.sample) except select seen.account_id from ringfence.look as seen where seen.review_id = opened.review_id and seen.looked_by = session_user
  ) as lacking;
  if verdict = 'approve' and missing > 0 then
    perform ringfence.refuse(format('%s of the %s accounts drawn for review %s were not looked at. Look at each: select * from ringfence.look(%s, ACCOUNT).', missing, cardinality(opened.sample), review_id, review_id));
  end if;
  -- Not an anti-join: where the planner thinks that nothing waits it goes through all cases once per case, for seconds.
  if verdict = 'approve' and exists (
    select candidate.case_id from ringfence.ban_candidate as candidate where candidate.ring_id = opened.ring_id and candidate.state = 'proposed'
    except select unnest(opened.cases)
  ) then
    perform ringfence.refuse(format('Ring %s has cases that were not there when review %s was opened. Open another.', opened.ring_id, review_id));
  end if;
  -- Each night draws anew: nobody keeps reviews of several nights and decides by the one whose draw suits.
  if verdict = 'approve' and opened.run_id is distinct from (select known.last_run_id from ringfence.ring as known where known.ring_id = opened.ring_id) then
    perform ringfence.refuse(format('A later run has found ring %s since review %s was opened. Open another.', opened.ring_id, review_id));
  end if;
  return query select * from ringfence.record_decision(opened.cases, verdict, reason, review_id);
end
$$;
comment on function ringfence.decide_ring is 'Approves or rejects every case of a reviews ring; approving needs a look (ringfence.look) at every account that was drawn. Gives decisions written, cases whose state changed, and cases waiting for another person.';
revoke all on function ringfence.decide_ring from public;
grant execute on function ringfence.decide_ring to ringfence_reviewer;

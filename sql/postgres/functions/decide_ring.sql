-- For: ringfence_reviewer
create or replace function ringfence.decide_ring(review_id bigint, verdict text, reason text, looked_at text[])
returns table (decided bigint, changed bigint, waiting bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_variable
declare
  opened ringfence.review;
  missing bigint;
begin
  perform ringfence.lock_cases();
  select * into opened from ringfence.review as one where one.review_id = review_id;
  if opened.review_id is null or opened.opened_by <> session_user then
    perform ringfence.refuse(format('The database user %s opened no review %s. Open one (ringfence.open_review).', session_user, coalesce(review_id::text, 'null')));
  end if;
  select count(*) into missing from unnest(opened.sample) as drawn (account_id) where not drawn.account_id = any (coalesce(looked_at, '{}'));
  if verdict = 'approve' and missing > 0 then
    perform ringfence.refuse(format('%s of the %s accounts drawn for review %s were not looked at. Look at each (ringfence.why_account) and name them all.', missing, cardinality(opened.sample), review_id));
  end if;
  if verdict = 'approve' and exists (
    select from ringfence.ban_candidate as candidate
    where candidate.ring_id = opened.ring_id and candidate.state = 'proposed' and not exists (select from unnest(opened.cases) as one where one = candidate.case_id)
  ) then
    perform ringfence.refuse(format('Ring %s has cases that were not there when review %s was opened. Open another.', opened.ring_id, review_id));
  end if;
  return query select * from ringfence.record_decision(opened.cases, verdict, reason, review_id);
end
$$;
comment on function ringfence.decide_ring is 'Approves or rejects every case of a reviews ring; approving needs the names of all accounts that were drawn. Gives decisions written, cases whose state changed, and cases waiting for another person.';
revoke all on function ringfence.decide_ring from public;
grant execute on function ringfence.decide_ring to ringfence_reviewer;

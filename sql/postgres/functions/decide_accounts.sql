-- For: ringfence_reviewer
create or replace function ringfence.decide_accounts(accounts text[], verdict text, reason text)
returns table (decided bigint, changed bigint, waiting bigint)
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
declare
  cases text[];
  known text[];
  missing bigint;
begin
  if accounts is null then perform ringfence.refuse('Name the accounts that you decide about.'); end if;
  perform ringfence.lock_cases();
  select array_agg(candidate.case_id) into cases from ringfence.ban_candidate as candidate
  where candidate.account_id = any (accounts) and candidate.state in ('proposed', 'approved');
  select array_agg(candidate.account_id) into known from ringfence.ban_candidate as candidate
  where candidate.account_id = any (accounts) and candidate.state in ('proposed', 'approved', 'rejected');
  select count(*) into missing from (select unnest(accounts) except select unnest(known)) as lacking;
  if missing > 0 then perform ringfence.refuse(format('%s of these %s accounts have no open case. Nothing was decided. Look at what is open first.', missing, cardinality(accounts))); end if;
  return query select * from ringfence.record_decision(coalesce(cases, '{}'), verdict, reason, null);
end
$$;
comment on function ringfence.decide_accounts is 'Approves or rejects the open cases of accounts by name; gives decisions written, cases whose state changed, and cases still waiting for another person.';
revoke all on function ringfence.decide_accounts from public;
grant execute on function ringfence.decide_accounts to ringfence_reviewer;

-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.why_account(account text)
returns table (case_id text, ring_id text, action text, state text, proposed_at timestamptz, summary text, kind text, value_kind text, value text, members integer, bits double precision, allowed boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.case_id, candidate.ring_id, candidate.action, candidate.state, candidate.proposed_at, candidate.reasons ->> 'summary', held.kind, held.value_kind, held.value, held.members, held.bits, held.allowed
  from ringfence.ban_candidate as candidate left join lateral ringfence.why_case(candidate.case_id) as held on true
  where candidate.account_id = account
  order by length(candidate.case_id) desc, candidate.case_id desc, held.bits desc nulls last, held.kind, held.value
$$;
comment on function ringfence.why_account is 'Every case of an account, the newest first, with the strongest evidence of each, a row per key.';
revoke all on function ringfence.why_account from public;
grant execute on function ringfence.why_account to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

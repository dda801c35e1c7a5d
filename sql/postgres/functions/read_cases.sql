-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_cases(wanted text default null, account text default null, ring text default null)
returns table (case_id text, account_id text, ring_id text, run_id text, action text, state text, evidence_bits double precision, probability double precision, kinds text[],
  summary text, proposed_at timestamptz, expires_at timestamptz, proposed_by text, approvals bigint, overturned_at timestamptz, overturned_reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.case_id, candidate.account_id, candidate.ring_id, candidate.run_id, candidate.action, candidate.state, candidate.evidence_bits, candidate.probability, candidate.kinds,
    candidate.reasons ->> 'summary', candidate.proposed_at, candidate.expires_at, candidate.proposed_by,
    (select count(distinct decided_by) from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve'),
    past.overturned_at, past.reason
  from ringfence.ban_candidate as candidate
  left join lateral (
    select one.overturned_at, one.reason from ringfence.overturned as one where one.account_id = candidate.account_id order by one.overturned_at desc, one.case_id desc limit 1
  ) as past on true
  where (wanted is null or candidate.state = wanted) and (account is null or candidate.account_id = account) and (ring is null or candidate.ring_id = ring)
  order by length(candidate.case_id), candidate.case_id
$$;
comment on function ringfence.read_cases is 'Cases of one state, account or ring, or all, oldest first; with when and why a decision about the account was last overturned, if ever.';
revoke all on function ringfence.read_cases from public;
grant execute on function ringfence.read_cases to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

-- For: ringfence_reviewer, ringfence_publisher, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_candidates(closed boolean default false)
returns table (run_id text, account_id text, ring_id text, action text, evidence_bits double precision, probability double precision, kinds text[], reasons jsonb, state text,
  proposed_at timestamptz, expires_at timestamptz, case_id text, overturned_at timestamptz, overturned_reason text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.run_id, candidate.account_id, candidate.ring_id, candidate.action, candidate.evidence_bits, candidate.probability, candidate.kinds, candidate.reasons, candidate.state,
    candidate.proposed_at, candidate.expires_at, candidate.case_id, past.overturned_at, past.reason
  from ringfence.ban_candidate as candidate
  left join lateral (
    select one.overturned_at, one.reason from ringfence.overturned as one where one.account_id = candidate.account_id order by one.overturned_at desc, one.case_id desc limit 1
  ) as past on true
  where closed or candidate.state in ('proposed', 'approved')
  order by candidate.evidence_bits desc, candidate.account_id collate "C", candidate.proposed_at
$$;
comment on function ringfence.read_candidates is 'What is open against accounts now (with closed: everything that ever was proposed), with all reasons: what "ringfence candidates" prints.';
revoke all on function ringfence.read_candidates from public;
grant execute on function ringfence.read_candidates to ringfence_reviewer, ringfence_publisher, ringfence_auditor, ringfence_reader;

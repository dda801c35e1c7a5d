-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_members(ring text)
returns table (account_id text, role text, evidence_bits double precision, case_id text, action text, state text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select member.account_id, member.role, member.evidence_bits, open_case.case_id, open_case.action, open_case.state
  from ringfence.ring as known
  join ringfence.ring_member as member on member.ring_id = known.ring_id and member.run_id = known.last_run_id
  left join ringfence.ban_candidate as open_case on open_case.account_id = member.account_id and open_case.ring_id = known.ring_id and open_case.state in ('proposed', 'approved', 'released')
  where known.ring_id = ring
  order by member.evidence_bits desc, member.account_id collate "C"
$$;
comment on function ringfence.read_members is 'Who is in a ring, in the run that found it last, strongest first, each with what is open or in force for this ring.';
revoke all on function ringfence.read_members from public;
grant execute on function ringfence.read_members to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

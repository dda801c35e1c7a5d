-- For: ringfence_reviewer, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_statements(account text)
returns table (case_id text, action text, state text, effect text, seq bigint, at timestamptz, release_id text, statement text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.case_id, candidate.action, candidate.state, coalesce(line.effect, 'apply'), line.seq, line.effective_at, line.release_id,
    coalesce(line.statement, ringfence.statement_of_reasons('apply', 'coordinated_ring', candidate.action, candidate.ring_id, ring.size,
      array(select one from unnest(candidate.kinds) as one where one in (select known.kind from ringfence.trace_kind as known)), candidate.case_id, candidate.expires_at))
  from ringfence.ban_candidate as candidate
  join ringfence.ring on ring.ring_id = candidate.ring_id
  left join ringfence.feed as line on line.case_id = candidate.case_id
  where candidate.account_id = account
  order by length(candidate.case_id) desc, candidate.case_id desc, line.seq
$$;
comment on function ringfence.read_statements is 'What the owner of an account was told of each of its cases (the rows of the feed, seq says which), or would be told if the case left now (seq is null).';
revoke all on function ringfence.read_statements from public;
grant execute on function ringfence.read_statements to ringfence_reviewer, ringfence_appeals, ringfence_auditor, ringfence_reader;

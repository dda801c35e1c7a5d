-- For: ringfence_reviewer
create or replace function ringfence.read_waiting()
returns table (ring_id text, waiting bigint, ban bigint, once bigint, approved bigint, mine bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select candidate.ring_id, count(*) filter (where state = 'proposed'), count(*) filter (where state = 'proposed' and action = 'ban'),
    count(*) filter (where state = 'proposed' and exists (select from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve')),
    count(*) filter (where state = 'approved'),
    count(*) filter (where state = 'proposed' and exists (select from ringfence.decision where decision.case_id = candidate.case_id and verdict = 'approve' and decided_by = session_user))
  from ringfence.ban_candidate as candidate
  where state in ('proposed', 'approved')
  group by candidate.ring_id
  order by length(candidate.ring_id), candidate.ring_id
$$;
comment on function ringfence.read_waiting is 'Open cases by ring: waiting for people, of them bans, approved once, approved; and of those waiting, approved once by whoever asks.';
revoke all on function ringfence.read_waiting from public;
grant execute on function ringfence.read_waiting to ringfence_reviewer;

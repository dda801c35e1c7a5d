-- For: the functions and triggers here
create or replace function ringfence.releasable(ring text, most integer)
returns table (case_id text, account_id text, action text, ring_id text, expires_at timestamptz, automatic boolean)
language sql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$
  -- In order first ("offset 0"), so that with a limit the allow-list is asked about that many only.
  select candidate.case_id, candidate.account_id, candidate.action, candidate.ring_id, candidate.expires_at, candidate.state = 'proposed'
  from (
    select ban_candidate.* from ringfence.ban_candidate cross join (select ringfence.incident_room() as cases) as incident_room
    where (state = 'approved' or (state = 'proposed' and action = 'restrict' and expires_at <= clock_timestamp() + interval '100 days' and ((select auto_restrict from ringfence.enforcement) or case_id = any (incident_room.cases))))
      and (expires_at is null or expires_at > clock_timestamp())
      and (ring is null or ban_candidate.ring_id = ring)
    order by length(ban_candidate.case_id), ban_candidate.case_id
    offset 0
  ) as candidate
  where not ringfence.is_allowed(candidate.account_id, candidate.reasons)
    and (candidate.checked or ringfence.proposal_fault(candidate.action, candidate.kinds, candidate.reasons) is null)
  limit case when most is not null then greatest(most, 0) end
$$;
comment on function ringfence.releasable is 'What may leave now, oldest case first: approved (or a restriction of a hundred days at most, where it may without a person), not over, nothing on the allow-list.';
revoke all on function ringfence.releasable from public;

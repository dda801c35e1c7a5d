-- Meaning: one row per ring: how big, how sure, since when, and what is proposed. Strongest first, active ones before the rest.
create view ring_summary as
with member as (
  select ring_id,
         count(*) filter (role = 'core') as core_count, count(*) filter (role = 'fringe') as fringe_count,
         count(*) filter (role = 'closed') as closed_count, count(*) filter (role = 'protected') as protected_count
  from current_member
  group by ring_id
), candidate as (
  select ring_id, count(*) as candidate_count, count(*) filter (action = 'ban') as ban_count
  from ban_candidate
  where state in ('proposed', 'approved')
  group by ring_id
)
select ring.ring_id, ring.status, ring.size,
       cast(coalesce(member.core_count, 0) as integer) as core_count, cast(coalesce(member.fringe_count, 0) as integer) as fringe_count,
       cast(coalesce(member.closed_count, 0) as integer) as closed_count, cast(coalesce(member.protected_count, 0) as integer) as protected_count,
       ring.evidence_bits, ring.price_bits, ring.kinds,
       cast(coalesce(candidate.candidate_count, 0) as integer) as candidate_count, cast(coalesce(candidate.ban_count, 0) as integer) as ban_count,
       first_run.as_of as first_seen_at, last_run.as_of as last_seen_at, ring.first_run_id, ring.last_run_id
from ring
left join member on member.ring_id = ring.ring_id
left join candidate on candidate.ring_id = ring.ring_id
left join run as first_run on first_run.run_id = ring.first_run_id
left join run as last_run on last_run.run_id = ring.last_run_id
order by ring.status, ring.evidence_bits desc, length(ring.ring_id), ring.ring_id

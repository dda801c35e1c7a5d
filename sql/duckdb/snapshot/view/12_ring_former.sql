-- Meaning: accounts that were in a ring once and are not in the run that found it last, and the ring that they are in now, if any.
create macro ring_former(wanted_ring) as table
with gone as (
  select ring_member.account_id, min(run.as_of) as first_seen_at, max(run.as_of) as last_seen_at, count(*) as run_count
  from ring_member join run on run.run_id = ring_member.run_id
  where ring_member.ring_id = wanted_ring
    and ring_member.account_id not in (
      select account_id from current_member where ring_id = wanted_ring
    )
  group by ring_member.account_id
), present as (
  select account_id, ring_id from current_member where status = 'active'
)
select gone.account_id, gone.first_seen_at, gone.last_seen_at, cast(gone.run_count as integer) as run_count, present.ring_id as now_in
from gone left join present on present.account_id = gone.account_id
order by gone.last_seen_at desc, gone.account_id

-- Meaning: accounts that were in an active or dormant ring some nights ago, not when it was found last, and in no other ring since.
-- Reads:   ring, ring_member, run
-- Params:  $1 as_of of this run, $2 nights to look back
select latest.ring_id, latest.account_id
from (
  select distinct on (ring_member.account_id) ring_member.account_id, ring_member.ring_id, ring_member.run_id
  from ringfence.ring_member
  join ringfence.run on run.run_id = ring_member.run_id
  where run.as_of >= cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
  order by ring_member.account_id, run.as_of desc, run.finished_at desc, ring_member.run_id desc
) as latest
join ringfence.ring on ring.ring_id = latest.ring_id
where ring.status in ('active', 'dormant') and latest.run_id <> ring.last_run_id

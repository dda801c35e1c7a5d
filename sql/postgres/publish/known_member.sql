-- Meaning: who was in which known ring, in the run that found the ring last.
-- Reads:   ring, run, ring_member
-- Params:  $1 as_of of this run, $2 nights for which a dead or merged ring is remembered
select ring.ring_id, ring_member.account_id
from ringfence.ring
join ringfence.run on run.run_id = ring.last_run_id
join ringfence.ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id
where ring.status in ('active', 'dormant') or run.as_of >= cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'

-- Meaning: every ring that tracking knows: active and dormant ones, and those that ended but are still remembered.
-- Reads:   ring, run, ring_event
-- Gives:   ring_id, status, last_as_of (of the run that found it last), kin (the living ring whose keys it had at its birth, or null)
-- Params:  $1 as_of of this run, $2 nights for which a dead or merged ring is remembered
select ring.ring_id, ring.status, run.as_of as last_as_of, birth.other_ring_id as kin
from ringfence.ring
join ringfence.run on run.run_id = ring.last_run_id
left join ringfence.ring_event as birth on birth.ring_id = ring.ring_id and birth.run_id = ring.first_run_id and birth.event = 'birth'
where ring.status in ('active', 'dormant') or run.as_of >= cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
order by length(ring.ring_id), ring.ring_id

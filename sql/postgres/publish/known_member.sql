-- Meaning: who was in which ring, in the run that found the ring last.
-- Reads:   ring, ring_member
select ring.ring_id, ring_member.account_id
from ringfence.ring
join ringfence.ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id

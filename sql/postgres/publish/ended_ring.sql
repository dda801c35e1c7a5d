-- Meaning: rings that were not found again, or went into another one, keep their last state and are marked.
-- Reads:   new_ended_ring
update ringfence.ring
set status = new_ended_ring.status
from new_ended_ring
where ring.ring_id = new_ended_ring.ring_id

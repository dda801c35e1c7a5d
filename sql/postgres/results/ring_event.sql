-- Meaning: what happened to rings, for the investigators' file.
select run_id, ring_id, event, other_ring_id, overlap_share, matched_on, matched_bits, size, evidence_bits, price_bits
from ringfence.ring_event
order by run_id, length(ring_id), ring_id, event, other_ring_id

-- Meaning: every ring, for the investigators' file; kinds as a JSON array.
select ring_id, first_run_id, last_run_id, size, evidence_bits, price_bits, array_to_json(kinds) as kinds, status
from ringfence.ring
order by length(ring_id), ring_id

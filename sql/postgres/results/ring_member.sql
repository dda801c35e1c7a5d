-- Meaning: who was in which ring, run by run, for the investigators' file.
select run_id, ring_id, account_id, evidence_bits, role
from ringfence.ring_member
order by run_id, length(ring_id), ring_id, account_id

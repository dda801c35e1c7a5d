-- Meaning: every proposal, for the investigators' file; kinds and reasons as JSON.
select run_id, account_id, ring_id, action, evidence_bits, probability, array_to_json(kinds) as kinds, reasons, state, proposed_at, expires_at
from ringfence.ban_candidate
order by run_id, account_id

-- Meaning: everything that was ever proposed against an account, newest first.
-- Params:  $account_id
select run_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at, case_id, overturned_at, overturned_reason
from ban_candidate
where account_id = $account_id
order by proposed_at desc, run_id

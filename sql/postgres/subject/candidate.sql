-- Meaning: what was proposed against one account, for the account's own request.
-- Params:  $1 account_id
select run_id, ring_id, action, evidence_bits, kinds, reasons, state, proposed_at, expires_at
from ringfence.ban_candidate
where account_id = $1
order by proposed_at, run_id

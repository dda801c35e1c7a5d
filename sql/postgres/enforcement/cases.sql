-- Meaning: cases of an account or of a ring, as they are now, the newest first.
-- Params:  $1 account or null, $2 ring or null, $3 at most
select case_id, account_id, ring_id, action, state, evidence_bits, probability, summary, proposed_at, expires_at, proposed_by, approvals, overturned_at, overturned_reason
from ringfence.read_cases(null, $1, $2)
order by length(case_id) desc, case_id desc
limit $3

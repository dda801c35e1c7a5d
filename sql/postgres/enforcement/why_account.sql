-- Meaning: every case of an account, the newest first, with the strongest evidence of each, a row per key.
-- Params:  $1 account
select case_id, ring_id, action, state, proposed_at, summary, kind, value_kind, value, members, bits, allowed
from ringfence.why_account($1)

-- Meaning: looks at an account that was drawn for a review: every case of it, the newest first, with the strongest evidence of each, a row per key.
-- Params:  $1 review, $2 account
select case_id, ring_id, action, state, proposed_at, summary, kind, value_kind, value, members, bits, allowed
from ringfence.look($1, $2)

-- Meaning: what a release would let out in mode on, brakes apart.
-- Params:  $1 ring or null, $2 most cases or null
select case_id, account_id, action, ring_id, expires_at, automatic from ringfence.release_preview($1, $2)

-- Meaning: begins to look at a ring: draws the accounts that must be looked at.
-- Params:  $1 ring, $2 seed or null
select review_id, cases, sample from ringfence.open_review($1, $2)

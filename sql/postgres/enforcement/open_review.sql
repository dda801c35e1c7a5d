-- Meaning: begins to look at a ring: shows its blast radius, draws the accounts that must be looked at.
-- Params:  $1 ring
select review_id, cases, sample, radius from ringfence.open_review($1)

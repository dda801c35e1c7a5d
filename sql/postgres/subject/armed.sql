-- Meaning: one account's place on the armed list, for the account's own request.
-- Params:  $1 account_id
select run_id, cohort, probability, rests_on
from ringfence.armed
where account_id = $1

-- Meaning: the incidents in which one account was looked at, for the account's own request.
-- Params:  $1 account_id
select incident_id, answer, first_acted_at, first_proposed_at, bits, why
from ringfence.incident_account
where account_id = $1
order by length(incident_id), incident_id

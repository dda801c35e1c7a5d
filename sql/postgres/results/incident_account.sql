-- Meaning: everybody who was looked at in an incident, for the investigators' file.
select incident_id, account_id, first_acted_at, first_proposed_at, answer, bits, probability, harm, why, evidence
from ringfence.incident_account
order by incident_id, account_id

-- Meaning: what was said of accounts that are looked at again, where it has changed.
-- Reads:   seen
-- Params:  $1 incident_id
delete from ringfence.incident_account as known
using seen
where known.incident_id = $1 and known.account_id = seen.account_id and known.first_proposed_at is null and (known.answer <> seen.answer or abs(known.bits - seen.bits) >= 1)

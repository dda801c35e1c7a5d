-- Meaning: what is said of every account that is not known yet, or of which something else is said now.
--          A restriction that stands is not made weaker.
-- Reads:   seen
-- Params:  $1 incident_id, $2 the end of the data
with changed as (
  update ringfence.incident_account as known
  set answer = case when known.answer = 'restrict' and seen.answer = 'challenge' then known.answer else seen.answer end, bits = seen.bits, probability = seen.probability, harm = seen.harm, why = seen.why, evidence = seen.evidence, first_acted_at = coalesce(known.first_acted_at, seen.first_acted_at)
  from seen
  where known.incident_id = $1 and known.account_id = seen.account_id and known.first_proposed_at is not null
    and (known.answer <> seen.answer or (known.first_acted_at is null and seen.first_acted_at is not null))
)
insert into ringfence.incident_account (incident_id, account_id, first_acted_at, first_proposed_at, answer, bits, probability, harm, why, evidence)
select $1, seen.account_id, seen.first_acted_at, case when seen.answer in ('restrict', 'challenge') then cast($2 as timestamptz) end, seen.answer, seen.bits, seen.probability, seen.harm, seen.why, seen.evidence
from seen
where not exists (select from ringfence.incident_account as known where known.incident_id = $1 and known.account_id = seen.account_id)

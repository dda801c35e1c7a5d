-- Meaning: accounts of an incident: those that do most harm first, of each answer so many.
-- Params:  $1 incident_id, $2 of each answer
select account_id, answer, first_acted_at, first_proposed_at, bits, probability, harm, why
from (
  select *, row_number() over (partition by answer order by harm desc, bits desc, account_id) as place from ringfence.incident_account where incident_id = $1
) as ranked
where place <= $2
order by case answer when 'restrict' then 0 when 'challenge' then 1 when 'exempt' then 2 else 3 end, place

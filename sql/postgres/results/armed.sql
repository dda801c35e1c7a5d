-- Meaning: the armed list, for the investigators' file.
select run_id, account_id, ring_id, cohort, probability, rests_on
from ringfence.armed
order by account_id

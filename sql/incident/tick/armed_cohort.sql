-- Meaning: the cohorts of the armed list, and how many of each have woken up.
-- Reads:   base.armed, participant
-- Gives:   cohort, awake_count, account_count
create temp table armed_cohort as
select armed.cohort, count(participant.account) as awake_count, count(*) as account_count
from base.armed
left join participant on participant.account = armed.account
group by armed.cohort

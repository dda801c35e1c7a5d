-- Meaning: the accounts of accepted cohorts, for the trace of cohorts.
-- Reads:   cohort_member, account
create table cohort_account as
select cohort_member.account, cohort_member.cohort_ms, cohort_member.usual_count, account.created_ms
from cohort_member join account on account.account = cohort_member.account

-- Meaning: the chance that an account joined in these hours and fell silent, in the ordinary course of things: the usual number of such sleepers over N.
-- Reads:   counted (cohorts), cohort_account
-- Params:  $account_count (N)
create table usual as
select counted.key, least(0.5e0, max(cohort_account.usual_count + 1.0e0) / $account_count) as usual
from counted join cohort_account on cast(cohort_account.cohort_ms as string) = counted.key
where counted.account_count >= 2
group by counted.key

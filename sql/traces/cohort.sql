-- Trace:      cohort
-- Meaning:    the account joined in a run of registrations far above what this time of day sees, of which hardly anybody was seen again, and came as the run came.
-- Reads:      cohort_account (the accounts of accepted runs)
-- Gives:      one row per account
-- Class:      own-act: nobody can be made to register
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: whoever joined in the same hours and was seen again, or came as people come
-- Source:     bulk registration before an attack; the run is judged against the same time of other days
select account, cast(cohort_ms as string) as key, cast(null as string) as parent_key, cast(cohort_ms as string) as source, created_ms as first_ms, created_ms as last_ms
from cohort_account
where created_ms >= $from_ms and created_ms < $to_ms

-- Meaning: what is known of quiet accounts that have not taken part, and were registered beside many who have, stand on the armed list in a cohort that
--          has woken up, or are on a device or network of those who have.
-- Reads:   quiet, account, participant, signed_in, came_by, stirred, cohort, base.armed, armed_cohort, thing_waiting, elsewhere
-- Leaves out: who looked at something else since the night: that is no sleep
-- Gives:   one row per such account, ordered by account
-- Params:  $least (of a cohort awake; of those that stir, for one that stirs)
select quiet.account, account.account_id, account.created_ms, account.protected, account.closed_ms, account.open_count, account.login_day_count, signed_in.signed_in, came_by.came_by, stirred.account is not null as stirred,
       thing.kind as thing_kind, thing.key as thing_key, coalesce(thing.awake_count, 0) as thing_awake, coalesce(thing.account_count, 0) as thing_accounts,
       coalesce(cohort.awake_count, 0) as cohort_awake, coalesce(cohort.stirred_count, 0) as cohort_stirred, coalesce(cohort.quiet_count, 0) as cohort_quiet, coalesce(cohort.account_count, 0) as cohort_accounts, coalesce(cohort.usual_count, 0) as cohort_usual,
       armed.ring_id, armed.cohort as armed_cohort, coalesce(armed.probability, 0) as armed_probability, armed.rests_on,
       coalesce(armed_cohort.awake_count, 0) as armed_awake, coalesce(armed_cohort.account_count, 0) as armed_accounts
from quiet
join account on account.account = quiet.account
left join participant on participant.account = quiet.account
left join signed_in on signed_in.account = quiet.account
left join came_by on came_by.account = quiet.account
left join stirred on stirred.account = quiet.account
left join cohort on cohort.slot = quiet.slot and (cohort.awake_count >= $least or (stirred.account is not null and cohort.stirred_count >= $least))
left join base.armed as armed on armed.account = quiet.account
left join armed_cohort on armed_cohort.cohort = armed.cohort and armed_cohort.awake_count >= $least
left join elsewhere on elsewhere.account = quiet.account
left join thing_waiting as thing on thing.account = quiet.account
where participant.account is null and elsewhere.account is null and (cohort.slot is not null or armed_cohort.cohort is not null or thing.account is not null)
order by quiet.account

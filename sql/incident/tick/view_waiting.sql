-- Meaning: what is known of quiet accounts that have not taken part, and were registered beside many who have, stand on the armed list in a cohort that
--          has woken up, or are on a device or network of those who have.
-- Reads:   quiet, account, participant, signed_in, cohort, base.armed, armed_cohort, thing_waiting, visit
-- Leaves out: who visits other targets in these minutes: that is no sleep
-- Gives:   one row per such account, ordered by account
-- Params:  $least (of a cohort awake)
select quiet.account, account.account_id, account.created_ms, account.protected, account.closed_ms, account.open_count, account.login_day_count, signed_in.signed_in,
       thing.kind as thing_kind, thing.key as thing_key, coalesce(thing.awake_count, 0) as thing_awake, coalesce(thing.account_count, 0) as thing_accounts,
       coalesce(cohort.awake_count, 0) as cohort_awake, coalesce(cohort.quiet_count, 0) as cohort_quiet, coalesce(cohort.account_count, 0) as cohort_accounts, coalesce(cohort.usual_count, 0) as cohort_usual,
       armed.ring_id, armed.cohort as armed_cohort, coalesce(armed.probability, 0) as armed_probability, armed.rests_on,
       coalesce(armed_cohort.awake_count, 0) as armed_awake, coalesce(armed_cohort.account_count, 0) as armed_accounts
from quiet
join account on account.account = quiet.account
left join participant on participant.account = quiet.account
left join signed_in on signed_in.account = quiet.account
left join cohort on cohort.slot = quiet.slot and cohort.awake_count >= $least
left join base.armed as armed on armed.account = quiet.account
left join armed_cohort on armed_cohort.cohort = armed.cohort and armed_cohort.awake_count >= $least
left join (select distinct account from visit where owner is null) as elsewhere on elsewhere.account = quiet.account
left join thing_waiting as thing on thing.account = quiet.account
where participant.account is null and elsewhere.account is null and (cohort.slot is not null or armed_cohort.cohort is not null or thing.account is not null)
order by quiet.account

-- Meaning: what is known of each participant.
-- Reads:   participant, account, quiet, signed_in, came_by, cohort, best_thing, push, base.armed, armed_cohort
-- Gives:   one row per participant, ordered by account
select participant.account, account.account_id, account.created_ms, account.protected, account.closed_ms, account.open_count, account.login_day_count, participant.first_ms, participant.act_count,
       quiet.account is not null as quiet, signed_in.signed_in, came_by.came_by, false as stirred,
       coalesce(cohort.awake_count, 0) - case when quiet.account is null then 0 else 1 end as cohort_awake, coalesce(cohort.stirred_count, 0) as cohort_stirred, coalesce(cohort.quiet_count, 0) as cohort_quiet,
       coalesce(cohort.account_count, 0) as cohort_accounts, coalesce(cohort.usual_count, 0) as cohort_usual,
       device.key as device_key, coalesce(device.awake_count, 0) as device_awake, coalesce(device.account_count, 0) as device_accounts,
       subnet.key as subnet_key, coalesce(subnet.awake_count, 0) as subnet_awake, coalesce(subnet.account_count, 0) as subnet_accounts,
       ip.key as ip_key, coalesce(ip.awake_count, 0) as ip_awake, coalesce(ip.account_count, 0) as ip_accounts,
       push.visited_count, push.pushed_count, push.audience_count, push.filled_count, push.viewer_act_count,
       armed.ring_id, armed.cohort as armed_cohort, coalesce(armed.probability, 0) as armed_probability, armed.rests_on,
       coalesce(armed_cohort.awake_count, 0) - case when armed.account is null then 0 else 1 end as armed_awake, coalesce(armed_cohort.account_count, 0) as armed_accounts
from participant
join account on account.account = participant.account
left join quiet on quiet.account = participant.account
left join signed_in on signed_in.account = participant.account
left join came_by on came_by.account = participant.account
left join cohort on cohort.slot = account.created_ms // 900000
left join best_thing as device on device.account = participant.account and device.kind = 'device'
left join best_thing as subnet on subnet.account = participant.account and subnet.kind = 'subnet'
left join best_thing as ip on ip.account = participant.account and ip.kind = 'ip'
join push on push.account = participant.account
left join base.armed as armed on armed.account = participant.account
left join armed_cohort on armed_cohort.cohort = armed.cohort
order by participant.account

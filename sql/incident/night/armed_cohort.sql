-- Meaning: accounts that were registered in far more than the usual number and have hardly lived since: who could be armed. A simple version; where the night
--          has searched for dormant cohorts itself (table `armed`), that is taken instead.
-- Reads:   base.account, base.usual_registration
-- Gives:   account_id, cohort (the hour of its registration, ISO 8601), probability (of being one of those too many), rests_on
-- Params:  $as_of_ms, $least_days (of silence: younger accounts have had no time to live), $times (so many times the usual), $least (accounts of a quarter of an hour)
create table armed as
with silent as (
  select account_id, created_ms, created_ms // 900000 as slot
  from base.account
  where act_count = 0 and login_day_count <= 3 and closed_ms is null and not protected and created_ms < $as_of_ms - $least_days * 86400000
), slot as (
  select created_ms // 900000 as slot, count(*) as account_count from base.account where created_ms is not null group by all
), judged as (
  select slot.slot, slot.account_count, usual.rate
  from slot
  join base.usual_registration as usual on usual.weekday = (slot.slot // 96 + 3) % 7 and usual.quarter = slot.slot % 96
  where slot.account_count >= $least and slot.account_count >= $times * usual.rate
)
select silent.account_id, strftime(make_timestamp(silent.created_ms // 3600000 * 3600000000), '%Y-%m-%dT%H:00Z') as cohort,
       (judged.account_count - judged.rate) / judged.account_count as probability,
       'registered in a quarter of an hour with ' || judged.account_count || ' accounts where ' || round(judged.rate, 1) || ' are usual, and silent since' as rests_on
from silent join judged on judged.slot = silent.slot

-- Meaning: what newcomers do anyway: of quiet accounts of the last days, registered in quarters of an hour with hardly more than the usual number, how many take part
--          and neither push others who do nor are pushed by them.
-- Reads:   push, quiet, account, base.usual_registration
-- Gives:   awake_count, quiet_count, account_count (of all newcomers of such quarters)
-- Params:  $fresh_ms (created from there on), $times (of the usual number, at most)
with fresh as (
  select account, created_ms // 900000 as slot from account where created_ms >= $fresh_ms
), ordinary as (
  select fresh.slot
  from fresh
  join base.usual_registration as usual on usual.weekday = (fresh.slot // 96 + 3) % 7 and usual.quarter = fresh.slot % 96
  group by fresh.slot, usual.rate
  having count(*) <= $times * usual.rate + 2
)
select count(case when quiet.account is not null and push.pushed_count = 0 and push.filled_count = 0 then 1 end) as awake_count, count(quiet.account) as quiet_count, count(*) as account_count
from fresh
join ordinary on ordinary.slot = fresh.slot
left join quiet on quiet.account = fresh.account
left join push on push.account = fresh.account

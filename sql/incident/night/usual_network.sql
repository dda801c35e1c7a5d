-- Meaning: how many accounts usually log in from a network (/24, /48) on one day.
-- Reads:   login
-- Gives:   network, rate (accounts, median over the days on which anybody did), day_count
-- Params:  $from_ms, $to_ms, $least (networks of fewer accounts a day are left out)
create table base.usual_network as
with counted as (
  select subnet as network, logged_in_ms // 86400000 as day, count(distinct account) as account_count
  from login
  where subnet is not null and logged_in_ms >= $from_ms and logged_in_ms < $to_ms
  group by all
)
select network, median(account_count) as rate, count(*) as day_count
from counted
group by network
having median(account_count) >= $least
order by network

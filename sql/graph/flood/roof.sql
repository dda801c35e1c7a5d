-- Meaning: the largest part of a flood's woken accounts that one network saw in the day before, in the accounts that any network saw.
-- Reads:   woken, login
-- Gives:   one row: network_count, account_count (of woken accounts)
-- Params:  $login_from_ms, $as_of_ms
with seen as (
  select distinct login.account, login.subnet
  from login join woken on woken.account = login.account
  where login.subnet is not null and login.logged_in_ms >= $login_from_ms and login.logged_in_ms < $as_of_ms
)
select coalesce(max(network.account_count), 0) as network_count, (select count(distinct account) from seen) as account_count
from (select subnet, count(*) as account_count from seen group by subnet) as network

-- Meaning: of the accounts of some age that logged in in the day before the end of a flood: whether the last login came by a machine and from a network that the account
--          never used until a few weeks ago.
-- Reads:   login, account, account_device, account_network
-- Gives:   account, is_new (0 or 1); accounts whose machine or network is not known are missing
-- Params:  $aged_ms (created before this), $new_ms (first used from then on), $login_from_ms, $to_ms
create table came_by as
with seen as (
  select login.account, login.device_id, login.subnet, row_number() over (partition by login.account order by login.logged_in_ms desc, login.device_id, login.subnet) as place
  from login join account on account.account = login.account
  where login.logged_in_ms >= $login_from_ms and login.logged_in_ms < $to_ms and login.device_id is not null and login.subnet is not null and account.created_ms < $aged_ms
)
select seen.account, case when account_device.first_ms >= $new_ms and account_network.first_ms >= $new_ms then 1 else 0 end as is_new
from seen
join account_device on account_device.account = seen.account and account_device.device_id = seen.device_id
join account_network on account_network.account = seen.account and account_network.subnet = seen.subnet
where seen.place = 1

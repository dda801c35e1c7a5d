-- Meaning: by what silent accounts of some age came on the night's last days: what is usual for such accounts.
-- Reads:   login, base.account, base.old_thing
-- Gives:   account, came_by (of the last login: 0 a machine or network that it used before, 1 both are new to it, 2 nothing is known of before); where machine or network is not
--          known the account is missing
-- Params:  $aged_ms (created before this), $login_from_ms, $quiet_count (at most so many acts)
create table base.came_by as
with last as (
  select login.account, login.device_id, login.subnet
  from login join base.account as account on account.account = login.account
  where account.created_ms < $aged_ms and account.act_count <= $quiet_count and login.logged_in_ms >= $login_from_ms and login.device_id is not null and login.subnet is not null
  qualify row_number() over (partition by login.account order by login.logged_in_ms desc, login.device_id, login.subnet) = 1
), known as (
  select last.account, count(old_thing.thing) as thing_count,
         count(case when old_thing.thing in (md5_number_lower('device ' || last.device_id), md5_number_lower('subnet ' || last.subnet)) then 1 end) as same_count
  from last left join base.old_thing on old_thing.account = last.account
  group by last.account
)
select account, case when thing_count = 0 then 2 when same_count = 0 then 1 else 0 end as came_by from known order by account

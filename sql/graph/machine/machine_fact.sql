-- Meaning: what is known of each machine that enough accounts were seen on: whether they live there, were made there, bring networks of their own, and act alike.
-- Reads:   machine_account, account_life, login
-- Gives:   a row per machine, ordered by device_id. login_count: logins on it that have a time; placed_count: those with a network (/24, /48); own_network_count: those from a network on which only one of
--          its accounts was seen there, on two days or more; idle_count: accounts that did nothing in the look-back of actions; log_sum, log_square_sum: of act_log
-- Params:  $day_ms, $min_accounts (of a machine)
with machine as (
  select device_id from machine_account group by device_id having count(*) >= $min_accounts
), network as (
  select login.device_id, login.subnet, login.account, count(*) as login_count, count(distinct login.logged_in_ms - login.logged_in_ms % $day_ms) as day_count
  from login join machine on machine.device_id = login.device_id
  group by login.device_id, login.subnet, login.account
), shared as (
  select device_id, subnet, count(*) as account_count from network where subnet is not null group by device_id, subnet
), timed as (
  select network.device_id, sum(network.login_count) as login_count, sum(case when network.subnet is null then 0 else network.login_count end) as placed_count,
         sum(case when shared.account_count = 1 and network.day_count >= 2 then network.login_count else 0 end) as own_network_count
  from network left join shared on shared.device_id = network.device_id and shared.subnet = network.subnet
  group by network.device_id
), lived as (
  select machine_account.device_id, machine_account.here_millis, machine_account.made_here, account_life.act_count, account_life.act_log, account_life.login_day_count
  from machine_account
  join machine on machine.device_id = machine_account.device_id
  join account_life on account_life.account = machine_account.account
)
select lived.device_id, count(*) as account_count, sum(lived.here_millis) as here_millis, sum(lived.made_here) as made_count,
       sum(case when lived.act_count = 0 then 1 else 0 end) as idle_count, median(lived.login_day_count) as median_login_day_count,
       sum(lived.act_log) as log_sum, sum(lived.act_log * lived.act_log) as log_square_sum,
       coalesce(max(timed.login_count), 0) as login_count, coalesce(max(timed.placed_count), 0) as placed_count, coalesce(max(timed.own_network_count), 0) as own_network_count
from lived
left join timed on timed.device_id = lived.device_id
group by lived.device_id
order by lived.device_id

-- Meaning: how much each account lives: what it did, what of it unseen, on how many days it logged in, on machines of its own or not.
-- Reads:   account, act, login, login_untimed (on machines, on no day), key (of devices: those that several accounts hold)
-- Gives:   act_log: 1000 times the binary logarithm of 1 + its acts; device_login_count, own_login_count: its logins on any device, and on those
--          that nobody else uses; own_machine_millis: thousandths of the one in the other; 1000 where no device is known
-- Params:  $device_kind_no
create table account_life as
with acted as (
  select account, count(*) as act_count, sum(case when passive then 0 else 1 end) as active_count, sum(case when unseen then 1 else 0 end) as unseen_count
  from act
  group by account
), logged as (
  select login.account, count(distinct login.logged_in_ms - login.logged_in_ms % 86400000) as login_day_count, max(login.logged_in_ms) as last_login_ms,
         sum(case when login.device_id is null then 0 else 1 end) as device_login_count,
         sum(case when login.device_id is null or key.key_no is not null then 0 else 1 end) as own_login_count
  from (
    select account, device_id, logged_in_ms from login
    union all
    select account, device_id, null from login_untimed
  ) as login left join key on key.key = login.device_id and key.kind_no = $device_kind_no
  group by login.account
)
select account.account, account.created_ms, coalesce(acted.act_count, 0) as act_count, cast(floor(1000e0 * log2(1e0 + coalesce(acted.act_count, 0)) + 1e-6) as bigint) as act_log,
       coalesce(acted.active_count, 0) as active_count, coalesce(acted.unseen_count, 0) as unseen_count,
       coalesce(logged.login_day_count, 0) as login_day_count, logged.last_login_ms,
       coalesce(logged.device_login_count, 0) as device_login_count, coalesce(logged.own_login_count, 0) as own_login_count,
       case when coalesce(logged.device_login_count, 0) = 0 then 1000 else cast(floor(1000.0e0 * logged.own_login_count / logged.device_login_count) as bigint) end as own_machine_millis
from account
left join acted on acted.account = account.account
left join logged on logged.account = account.account

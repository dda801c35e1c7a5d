-- Meaning: what is odd about the logins of each account, see odd_account.
-- Reads:   login_ruled; raw_login, account and device for what stood there instead of a device
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
-- Leaves out: device ids that are missing, and private addresses: browsers and offices have them.
insert into oddity
select odd.account, 'logins' as source_table, odd.rule, odd.value, count(*) as row_count
from (
  select account.account, 'device_id that stands for none' as rule, left(lower(trim(raw.device_id)), 64) as value
  from raw_login as raw
  join (select given from device where device_id is null) as nobody on nobody.given = raw.device_id
  join account on account.account_id = raw.account_id
  where raw.logged_in_ms >= $from_ms and raw.logged_in_ms < $as_of_ms
  union all
  select account, case when ip_rule = 'ip unreadable' then ip_rule else 'a list of addresses' end, null
  from login_ruled
  where (ip_rule = 'ip unreadable' or further is not null) and logged_in_ms >= $from_ms and logged_in_ms < $as_of_ms
  union all
  select account, case when logged_in_ms is null then 'logged_in_at missing' when logged_in_ms >= $latest_ms then 'logged_in_at in the future' else 'logged_in_at impossible' end, null
  from login_ruled where logged_in_ms is null or logged_in_ms >= $latest_ms or logged_in_ms < $earliest_ms
) as odd
where odd.account is not null
group by odd.account, odd.rule, odd.value

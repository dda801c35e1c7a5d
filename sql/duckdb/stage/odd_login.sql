-- Meaning: what is odd about the logins of each account, see odd_account.
-- Reads:   raw_login, account, device, address
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
-- Leaves out: device ids that are missing, and private addresses: browsers and offices have them.
insert into oddity
select account.account, 'logins' as source_table, odd.rule, odd.value, count(*) as row_count
from (
  select raw.account_id, 'device_id that stands for none' as rule, left(lower(trim(raw.device_id)), 64) as value
  from raw_login as raw join device on device.given = raw.device_id
  where device.device_id is null and raw.logged_in_ms >= $from_ms and raw.logged_in_ms < $as_of_ms
  union all
  select raw.account_id, case when address.ip is null then 'ip unreadable' else 'a list of addresses' end, null
  from raw_login as raw left join address on address.ip = raw.ip
  where raw.ip is not null and (address.ip is null or address.further is not null) and raw.logged_in_ms >= $from_ms and raw.logged_in_ms < $as_of_ms
  union all
  select account_id, case when logged_in_ms is null then 'logged_in_at missing' when logged_in_ms >= $latest_ms then 'logged_in_at in the future' else 'logged_in_at impossible' end, null
  from raw_login where logged_in_ms is null or logged_in_ms >= $latest_ms or logged_in_ms < $earliest_ms
) as odd
join account on account.account_id = odd.account_id
group by account.account, odd.rule, odd.value

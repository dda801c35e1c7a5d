-- Meaning: logins with the account's number, canonical device and address, the first rule that the row breaks (null: used) and those that its values break.
-- Reads:   raw_login, account, device, address
-- Params:  $from_ms, $as_of_ms, $earliest_ms, $latest_ms (times before and from there on are no facts)
-- An address that cannot be read does not cost the login its device.
create table login_ruled as
select account.account, device.device_id, address.address, address.subnet, address.further, raw.logged_in_ms,
       case when raw.account_id is null or raw.account_id = '' then 'account_id missing'
            when raw.logged_in_ms is null then 'logged_in_at missing'
            when raw.logged_in_ms < $earliest_ms then 'logged_in_at impossible'
            when raw.logged_in_ms >= $latest_ms then 'logged_in_at in the future'
            when raw.logged_in_ms < $from_ms or raw.logged_in_ms >= $as_of_ms then 'outside the look-back'
            when account.account is null then 'unknown account'
            when raw.device_id is null and raw.ip is null then 'neither device nor ip'
            when raw.device_id is null and address.ip is null then 'ip unreadable' end as rule,
       case when raw.device_id is null then 'device_id missing' when device.device_id is null then 'device_id that stands for none' end as device_rule,
       case when raw.ip is null then 'ip missing'
            when address.ip is null then 'ip unreadable'
            when address.address is null then 'ip private or reserved' end as ip_rule
from raw_login as raw
left join account on account.account_id = raw.account_id
left join device on device.given = raw.device_id
left join address on address.ip = raw.ip

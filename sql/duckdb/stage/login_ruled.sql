-- Meaning: logins with the account's number and canonical address, and the first rule that the row breaks (null: used).
-- Reads:   raw_login, account, address
-- Params:  $from_ms, $as_of_ms
create table login_ruled as
select account.account, raw.device_id, address.address, address.subnet, raw.logged_in_ms,
       case when raw.account_id is null or raw.account_id = '' then 'account_id missing'
            when account.account is null then 'unknown account'
            when raw.logged_in_ms is null then 'logged_in_at missing'
            when raw.logged_in_ms < $from_ms or raw.logged_in_ms >= $as_of_ms then 'outside the look-back'
            when raw.ip is not null and address.ip is null then 'ip unreadable'
            when raw.device_id is null and raw.ip is null then 'neither device nor ip' end as rule,
       raw.ip
from raw_login as raw
left join account on account.account_id = raw.account_id
left join address on address.ip = raw.ip

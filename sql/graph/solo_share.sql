-- Meaning: per account, the share of its logins that it made on devices nobody else used: 1 for most people with a phone, 0 for an account that
--          lives on shared machines only.
-- Reads:   login, login_untimed, key, account
-- Gives:   account, share; accounts without a login on a known device have none and count as 1; ordered by account
-- Params:  $device_kind_no
with device as (
  select account, device_id, count(*) as login_count from (select account, device_id from login union all select account, device_id from login_untimed) as seen where device_id is not null group by account, device_id
)
select device.account, 1.0e0 - cast(sum(case when key.key_no is null then 0 else device.login_count end) as double) / sum(device.login_count) as share
from device left join key on key.key = device.device_id and key.kind_no = $device_kind_no
group by device.account
order by device.account

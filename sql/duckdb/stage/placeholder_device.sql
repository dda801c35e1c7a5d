-- Meaning: device ids that stand for "no device": empty, null-like words, one repeated character, the Android emulator's
--          well-known id. They carry no evidence.
-- Reads:   login_ruled
create table placeholder_device as
select device_id, count(distinct account) as account_count
from login_ruled
where rule is null and device_id is not null
  and (trim(device_id) = '' or lower(trim(device_id)) in ('null', 'none', 'nil', 'undefined', 'unknown', 'n/a', 'na', 'nan', 'default', 'device', 'test', '0', '-', '9774d56d682e549c', '02:00:00:00:00:00')
       or regexp_full_match(device_id, '[0\-:]+') or regexp_full_match(lower(device_id), '[f\-:]+'))
group by device_id

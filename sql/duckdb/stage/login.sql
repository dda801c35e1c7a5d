-- Meaning: the logins of the run, each once.
-- Reads:   login_ruled, placeholder_device
create table login as
select account, case when device_id in (select device_id from placeholder_device) then null else device_id end as device_id,
       address, subnet, logged_in_ms, count(*) as copy_count
from login_ruled
where rule is null
group by account, login_ruled.device_id, ip, address, subnet, logged_in_ms

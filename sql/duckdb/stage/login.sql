-- Meaning: the logins of the run, each once.
-- Reads:   login_ruled
create table login as
select account, device_id, address, subnet, logged_in_ms, count(*) as copy_count
from login_ruled
where rule is null
group by account, device_id, address, subnet, logged_in_ms

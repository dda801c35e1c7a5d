-- Meaning: the logins of the run, each once; and for those that came with a list of addresses a row, without a device and of no copy, for each further one: who
--          sends a list chooses what stands at its front, and must not vanish behind it.
-- Reads:   login_ruled
create table login as
select account, device_id, address, subnet, logged_in_ms, count(*) as copy_count
from login_ruled
where rule is null
group by account, device_id, address, subnet, logged_in_ms
union all
select distinct account, cast(null as varchar), one.address, one.subnet, logged_in_ms, 0
from (select account, unnest(further) as one, logged_in_ms from login_ruled where rule is null and further is not null) as listed

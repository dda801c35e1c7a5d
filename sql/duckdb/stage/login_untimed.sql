-- Meaning: logins whose time is no fact (missing, impossible, of the future), each machine and address once: when they were is not known, where they were is. Who writes no
--          time, or a wrong one, must not vanish by it. The traces device, subnet and ip read them, the latter two as of one day that is not known. Quarantine counts them
--          as rows that are left out.
-- Reads:   login_ruled
-- Gives:   as login, with a row for each further address of a list; logged_in_ms is the end of the window, by which it had happened: nobody is known to have come first
-- Params:  $as_of_ms
create table login_untimed as
with untimed as (
  select account, device_id, address, subnet, further
  from login_ruled
  where account is not null and rule in ('logged_in_at missing', 'logged_in_at impossible', 'logged_in_at in the future')
), seen as (
  select account, device_id, address, subnet from untimed
  union all
  select account, null, one.address, one.subnet from (select account, unnest(further) as one from untimed where further is not null) as listed
)
select distinct account, device_id, address, subnet, $as_of_ms - 1 as logged_in_ms
from seen
where device_id is not null or address is not null

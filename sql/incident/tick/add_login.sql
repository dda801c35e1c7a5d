-- Meaning: adds the logins that were read now and are not there yet.
-- Reads:   login_ruled, state.new_login
-- Params:  $from_ms (what was read now begins there)
insert into state.new_login
select distinct account, device_id, address, subnet, logged_in_ms
from login_ruled
where rule is null
  and not exists (
    select 1 from state.new_login as known
    where known.logged_in_ms >= $from_ms and known.account = login_ruled.account and known.logged_in_ms = login_ruled.logged_in_ms
      and known.device_id is not distinct from login_ruled.device_id and known.address is not distinct from login_ruled.address
  )

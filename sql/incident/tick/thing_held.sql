-- Meaning: devices, networks of a day and addresses of a day that participants were on, before the incident or in it.
-- Reads:   participant, base.held, base.thing, state.new_login
create temp table thing_held as
select held.account, thing.kind, thing.key
from base.held join participant on participant.account = held.account join base.thing on thing.key_no = held.key_no
union
select new_login.account, 'device', new_login.device_id from state.new_login join participant on participant.account = new_login.account where new_login.device_id is not null
union
select new_login.account, 'subnet', new_login.subnet || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar) from state.new_login join participant on participant.account = new_login.account where new_login.subnet is not null
union
select new_login.account, 'ip', new_login.address || '@' || cast(logged_in_ms // 86400000 * 86400000 as varchar) from state.new_login join participant on participant.account = new_login.account where new_login.address is not null

-- Meaning: who holds which of these devices, networks and addresses.
-- Reads:   holding, base.thing
create table base.held as
select holding.key_no, holding.account
from holding
join base.thing on thing.key_no = holding.key_no
order by holding.account, holding.key_no

-- Meaning: whose room a target is: who opened it.
-- Reads:   action
-- Params:  $opening_action
create table room_owner as
select target_no, account as owner
from action
where action = $opening_action and target_no is not null
group by target_no, account

-- Meaning: whose room a target is: who opened it.
-- Reads:   action
-- Params:  $opening_action
create table room_owner as
select target_id, account as owner
from action
where action = $opening_action and target_id is not null
group by target_id, account

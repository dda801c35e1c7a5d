-- Meaning: every action-target that a group can be known by, with its number.
-- Reads:   thing
-- Gives:   deed_no, target_no (numbers as in thing); deed, target_id; passive (it looked)
-- Leaves out: opening a room of one's own ($opening_action), which is not a visit
-- Params:  $passive_action, $opening_action
create table deed as
select thing_no as deed_no, target_no, name as deed, target_id, action = $passive_action as passive
from thing
where action is not null and action <> $opening_action

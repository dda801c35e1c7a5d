-- Meaning: who visited whose room during the flood: visits to rooms of participants have an owner, others have none.
-- Reads:   action, participant
-- Gives:   visitor, owner (null: not a participant's room), target_id; each once
-- Params:  $opening_action, $from_ms, $visit_from_ms, $visit_to_ms
create table visit as
with room as (
  select action.target_id, min(action.account) as owner
  from action join participant on participant.account = action.account
  where action.action = $opening_action and action.acted_ms >= $from_ms and action.target_id is not null
  group by action.target_id
)
select distinct action.account as visitor, room.owner, action.target_id
from action left join room on room.target_id = action.target_id
where action.action <> $opening_action and action.acted_ms >= $visit_from_ms and action.acted_ms < $visit_to_ms and action.target_id is not null
  and (room.owner is not null or action.account in (select account from participant))

-- Meaning: who visited which target since shortly before the onset, each once, and whose room it is where a participant opened it in the surge.
-- Reads:   state.new_action, participant
-- Gives:   account, target_id, owner (null: nobody's of the surge), act_count
-- Params:  $opening_action, $from_ms (of the surge), $visit_from_ms, $to_ms
create temp table visit as
with room as (
  select target_id, min(account) as owner
  from state.new_action
  where action = $opening_action and acted_ms >= $from_ms and acted_ms < $to_ms and target_id is not null
  group by target_id
)
select act.account, act.target_id, room.owner, count(*) as act_count
from state.new_action as act
left join room on room.target_id = act.target_id
where act.acted_ms >= $visit_from_ms and act.acted_ms < $to_ms and act.action <> $opening_action and act.target_id is not null
  and (room.owner is null or room.owner <> act.account)
group by act.account, act.target_id, room.owner

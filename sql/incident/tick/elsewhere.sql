-- Meaning: who has looked at something else than the rooms of the surge since the night: that is no sleep, and somebody who came for an event of the evening.
-- Reads:   state.new_action, visit
-- Params:  $opening_action, $to_ms
create temp table elsewhere as
select distinct act.account
from state.new_action as act
where act.acted_ms < $to_ms and act.action <> $opening_action and act.target_id is not null and act.target_id not in (select target_id from visit where owner is not null)

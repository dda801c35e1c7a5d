-- Meaning: who takes part in the surge, since its onset.
-- Reads:   state.new_action
-- Params:  $action, $from_ms, $to_ms
create temp table participant as
select account, min(acted_ms) as first_ms, count(*) as act_count
from state.new_action
where action = $action and acted_ms >= $from_ms and acted_ms < $to_ms
group by account

-- Meaning: adds the acts that were read now and are not there yet.
-- Reads:   action_ruled, state.new_action
-- Params:  $from_ms (what was read now begins there)
insert into state.new_action
select distinct account, action, target_id, acted_ms
from action_ruled
where rule is null
  and not exists (
    select 1 from state.new_action as known
    where known.acted_ms >= $from_ms and known.account = action_ruled.account and known.acted_ms = action_ruled.acted_ms and known.action = action_ruled.action
      and known.target_id is not distinct from action_ruled.target_id
  )

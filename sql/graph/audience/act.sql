-- Meaning: every act on a target, with what it says of the account: passive (it looked), unseen (it acted on what it had not looked at before).
-- Reads:   action, watch_first
-- Leaves out: opening a room of one's own ($opening_action), which is not a visit
-- Params:  $passive_action, $opening_action, $clock_ms (clients write the look and the act a moment apart)
create table act as
select action.account, action.target_id, action.deed, action.acted_ms,
       action.action = $passive_action as passive,
       action.action <> $passive_action and (watch_first.watched_ms is null or watch_first.watched_ms > action.acted_ms + $clock_ms) as unseen
from action
left join watch_first on watch_first.account = action.account and watch_first.target_id = action.target_id
where action.target_id is not null and action.action <> $opening_action

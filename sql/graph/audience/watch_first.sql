-- Meaning: when each account first watched each target; who acts on what it never watched was sent there.
-- Reads:   action
-- Params:  $passive_action
create table watch_first as
select account, target_id, min(acted_ms) as watched_ms
from action
where action = $passive_action and target_id is not null
group by account, target_id

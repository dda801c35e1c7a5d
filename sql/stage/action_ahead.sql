-- Meaning: actions on targets that claim to be of the future, each once. When they were is not known; that several accounts claim the same moment is. Only the traces
--          engagement and timing read them: who writes the wrong time must not vanish by it, and learns nothing of the usual course by it.
-- Reads:   action_ruled, account
create table action_ahead as
select distinct account.account, ruled.action, ruled.target_id, replace(replace(ruled.action, chr(92), concat(chr(92), chr(92))), ':', concat(chr(92), ':')) || ':' || ruled.target_id as deed, ruled.acted_ms
from action_ruled as ruled join account on account.account = ruled.account
where ruled.rule = 'acted_at in the future' and ruled.target_id is not null

-- Meaning: the actions of the run, each once. deed is action and target in one text, with `\` and `:` of the action escaped,
--          so that no two pairs have the same deed.
-- Reads:   action_ruled
create table action as
select account, action, target_id, replace(replace(action, chr(92), concat(chr(92), chr(92))), ':', concat(chr(92), ':')) || ':' || target_id as deed, acted_ms, count(*) as copy_count
from action_ruled
where rule is null
group by account, action, target_id, acted_ms

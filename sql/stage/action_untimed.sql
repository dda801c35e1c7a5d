-- Meaning: actions on targets whose time is no fact (missing, impossible, of the future), each once. When they were is not known; that they were is: who writes no time, or
--          a wrong one, must not vanish by it. The trace engagement reads them, and timing the moments that are claimed: who claims the same one shares it. They teach
--          nothing of the usual course, and quarantine counts them as rows that are left out.
-- Reads:   action_ruled
-- Gives:   acted_ms: the time of the future that is claimed, else the end of the window, by which it had happened; claimed_ms: null where no moment is claimed
-- Params:  $as_of_ms
create table action_untimed as
select distinct account, target_id, replace(replace(action, chr(92), concat(chr(92), chr(92))), ':', concat(chr(92), ':')) || ':' || target_id as deed,
       case when rule = 'acted_at in the future' then acted_ms else $as_of_ms - 1 end as acted_ms,
       case when rule = 'acted_at in the future' then acted_ms end as claimed_ms
from action_ruled
where account is not null and target_id is not null and rule in ('acted_at missing', 'acted_at impossible', 'acted_at in the future')

-- Meaning: actions on targets whose time is no fact (missing, impossible, of the future), each once. When they were is not known; that they were is: who writes no time, or
--          a wrong one, must not vanish by it. The trace engagement reads them, and timing the moments that are claimed: who claims the same one shares it. They teach
--          nothing of the usual course, and quarantine counts them as rows that are left out.
-- Reads:   action_ruled, thing
-- Gives:   deed_no: what was done, as in thing; acted_ms: the time of the future that is claimed, else the end of the window, by which it had happened; claimed_ms: null where
--          no moment is claimed
-- Params:  $as_of_ms
create table action_untimed as
select distinct ruled.account, thing.thing_no as deed_no, case when ruled.rule = 'acted_at in the future' then ruled.acted_ms else $as_of_ms - 1 end as acted_ms,
       case when ruled.rule = 'acted_at in the future' then ruled.acted_ms end as claimed_ms
from action_ruled as ruled join thing on thing.action = ruled.action and thing.target_id = ruled.target_id
where ruled.account is not null and ruled.rule in ('acted_at missing', 'acted_at impossible', 'acted_at in the future')

-- Meaning: the actions of the run, each once.
-- Reads:   action_ruled, thing
-- Gives:   deed_no and target_no: what was done and to which target, as in thing; null where there is no target
create table action as
with done as (
  select ruled.account, thing.thing_no as deed_no, case when thing.thing_no is null then ruled.action end as bare_action, ruled.acted_ms, count(*) as copy_count
  from action_ruled as ruled left join thing on thing.action = ruled.action and thing.target_id = ruled.target_id
  where ruled.rule is null
  group by ruled.account, thing.thing_no, case when thing.thing_no is null then ruled.action end, ruled.acted_ms
)
select done.account, coalesce(thing.action, done.bare_action) as action, thing.target_id, done.deed_no, thing.target_no, done.acted_ms, done.copy_count
from done left join thing on thing.thing_no = done.deed_no

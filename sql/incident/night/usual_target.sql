-- Meaning: how busy large targets usually are, and how busy the busiest targets of an action are at all.
-- Reads:   action
-- Gives:   action, target_id (null: any target), rate (acts in one of its busy minutes: the 95th of a hundred; over all targets the 999th of a thousand), minute_count
-- Params:  $as_of_ms, $large (acts in the look-back that make a target large), $opening_action (opens rooms: every one is a target of its own)
create table base.usual_target as
with busy as (
  select action, target_id, acted_ms // 60000 as minute, count(*) as act_count
  from action
  where target_id is not null and action <> $opening_action and acted_ms < $as_of_ms
  group by all
)
select action, target_id, quantile_cont(act_count, 0.95) as rate, count(*) as minute_count from busy group by action, target_id having sum(act_count) >= $large
union all
select action, null, quantile_cont(act_count, 0.999), count(*) from busy group by action
order by action, target_id nulls first

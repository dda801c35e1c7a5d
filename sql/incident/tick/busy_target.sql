-- Meaning: targets with far more acts in the last minutes than they, or the busiest targets, usually have.
-- Reads:   state.new_action, base.usual_target
-- Gives:   action, target_id, act_count, rate (acts a minute that are usual when it is busy), ordered by act_count
-- Params:  $from_ms, $to_ms, $least (acts), $times (so many times the usual), $most (rows), $opening_action
with counted as (
  select action, target_id, count(*) as act_count
  from state.new_action
  where acted_ms >= $from_ms and acted_ms < $to_ms and target_id is not null and action <> $opening_action
  group by all
  having count(*) >= $least
)
select counted.action, counted.target_id, counted.act_count, greatest(coalesce(own.rate, 0), coalesce(every.rate, 0)) as rate
from counted
left join base.usual_target as own on own.action = counted.action and own.target_id = counted.target_id
left join base.usual_target as every on every.action = counted.action and every.target_id is null
where counted.act_count >= $times * greatest(coalesce(own.rate, 0), coalesce(every.rate, 0)) * ($to_ms - $from_ms) / 60000.0
order by counted.act_count desc, counted.action, counted.target_id
limit $most

-- Meaning: acts a minute of each type, with what is usual at this minute of the week; minutes without an act are rows too.
-- Reads:   state.new_action, base.usual_action
-- Gives:   action, minute_ms, act_count, rate, dispersion, ordered by action and minute
-- Params:  $from_ms, $to_ms (whole minutes, end excluded)
with minute as (
  select unnest(range(cast($from_ms as bigint), cast($to_ms as bigint), 60000)) as minute_ms
), counted as (
  select action, acted_ms // 60000 * 60000 as minute_ms, count(*) as act_count from state.new_action where acted_ms >= $from_ms and acted_ms < $to_ms group by all
), kind as (
  select distinct action from base.usual_action union select distinct action from counted
)
select kind.action, minute.minute_ms, coalesce(counted.act_count, 0) as act_count, coalesce(usual.rate, 0) as rate, coalesce(usual.dispersion, 1) as dispersion
from kind
cross join minute
left join counted on counted.action = kind.action and counted.minute_ms = minute.minute_ms
left join base.usual_action as usual
  on usual.action = kind.action and usual.weekday = (minute.minute_ms // 86400000 + 3) % 7 and usual.minute = (minute.minute_ms // 60000) % 1440
order by kind.action, minute.minute_ms

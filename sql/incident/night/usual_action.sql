-- Meaning: the usual course of a week, minute by minute, for each type of action.
-- Reads:   action
-- Gives:   action, weekday (0 = Monday), minute (of the UTC day), rate (acts a minute), dispersion (variance over mean of a minute's acts, at least 1)
-- Params:  $as_of_ms, $days (of the look-back), $day_weight (of the same weekday against the median of all days), $day_cap (so many times the median at most)
-- Median:  over the days, so that one evening of an attack does not become the usual; the same weekday of last week counts $day_weight of it, and only up to
--          $day_cap times the median.
-- Minutes: shows begin at the full and the half hour, so the minute with its two neighbours counts where it is above the half hour around it.
create table base.usual_action as
with counted as (
  select action, ($as_of_ms - 1 - acted_ms) // 86400000 as day, (acted_ms // 60000) % 1440 as minute, count(*) as act_count
  from action
  where acted_ms >= $as_of_ms - $days * 86400000 and acted_ms < $as_of_ms
  group by all
), grid as (
  select kind.action, day.day, minute.minute, coalesce(counted.act_count, 0) as act_count
  from (select distinct action from counted) as kind
  cross join (select unnest(range(cast($days as bigint))) as day) as day
  cross join (select unnest(range(1440)) as minute) as minute
  left join counted on counted.action = kind.action and counted.day = day.day and counted.minute = minute.minute
), smooth as (
  select action, day, minute, act_count,
         avg(act_count) over (partition by action, day order by minute rows between 15 preceding and 15 following) as wide,
         avg(act_count) over (partition by action, day order by minute rows between 1 preceding and 1 following) as near
  from grid
), middle as (
  select action, minute, greatest(median(wide), median(near)) as rate from smooth group by action, minute
), spread as (
  -- The median of a squared standard residual is 0.455 where a minute is Poisson.
  select smooth.action, smooth.minute // 30 as half_hour, greatest(1.0, median((act_count - rate) * (act_count - rate) / greatest(rate, 0.05)) / 0.455) as dispersion
  from smooth join middle on middle.action = smooth.action and middle.minute = smooth.minute
  group by smooth.action, smooth.minute // 30
)
select smooth.action, cast((($as_of_ms - 86400000 * smooth.day - 1) // 86400000 + 3) % 7 as integer) as weekday, cast(smooth.minute as integer) as minute,
       middle.rate * (1 - $day_weight) + least(greatest(smooth.wide, smooth.near), $day_cap * middle.rate + 1) * $day_weight as rate,
       spread.dispersion
from smooth
join middle on middle.action = smooth.action and middle.minute = smooth.minute
join spread on spread.action = smooth.action and spread.half_hour = smooth.minute // 30
where smooth.day < 7
order by smooth.action, weekday, smooth.minute

-- Meaning: how many accounts usually register in each quarter of an hour of the week.
-- Reads:   account
-- Gives:   weekday (0 = Monday), quarter (of the UTC day), rate (median over the weeks, with its two neighbours), dispersion (at least 1)
-- Params:  $as_of_ms, $weeks
-- Median:  over the weeks, so that a batch does not become the usual.
create table base.usual_registration as
with counted as (
  select ($as_of_ms - 1 - created_ms) // 604800000 as week, (created_ms // 86400000 + 3) % 7 as weekday, (created_ms // 900000) % 96 as quarter, count(*) as account_count
  from account
  where created_ms >= $as_of_ms - $weeks * 604800000 and created_ms < $as_of_ms
  group by all
), grid as (
  select week.week, weekday.weekday, quarter.quarter, coalesce(counted.account_count, 0) as account_count
  from (select unnest(range(cast($weeks as bigint))) as week) as week
  cross join (select unnest(range(7)) as weekday) as weekday
  cross join (select unnest(range(96)) as quarter) as quarter
  left join counted on counted.week = week.week and counted.weekday = weekday.weekday and counted.quarter = quarter.quarter
), smooth as (
  select week, weekday, quarter, account_count, avg(account_count) over (partition by week, weekday order by quarter rows between 1 preceding and 1 following) as near from grid
), middle as (
  select weekday, quarter, median(near) as rate from smooth group by weekday, quarter
)
select cast(middle.weekday as integer) as weekday, cast(middle.quarter as integer) as quarter, middle.rate,
       greatest(1.0, median((account_count - rate) * (account_count - rate) / greatest(rate, 0.05)) / 0.455) as dispersion
from middle join smooth on smooth.weekday = middle.weekday and smooth.quarter = middle.quarter
group by middle.weekday, middle.quarter, middle.rate
order by weekday, quarter

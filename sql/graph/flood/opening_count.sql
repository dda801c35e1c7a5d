-- Meaning: how many accounts opened a room in each slot of time, and how many did at the same time of day on the other days of the look-back.
-- Reads:   action
-- Gives:   slot_ms, account_count, usual_count (mean over the other days, half an hour around), ordered by slot_ms
-- Params:  $opening_action, $slot_ms, $near_ms, $from_ms, $to_ms
with slot as (
  select acted_ms - acted_ms % $slot_ms as slot_ms, count(distinct account) as account_count
  from action
  where action = $opening_action and acted_ms >= $from_ms and acted_ms < $to_ms
  group by acted_ms - acted_ms % $slot_ms
), moment as (
  select slot_ms % 86400000 as moment_ms, sum(account_count) as account_count from slot group by slot_ms % 86400000
), every_day as (
  select one.moment_ms, sum(near.account_count) as near_count
  from moment as one join moment as near on abs(near.moment_ms - one.moment_ms) <= $near_ms
  group by one.moment_ms
), same_day as (
  select slot_ms, sum(account_count) over (partition by slot_ms - slot_ms % 86400000 order by slot_ms range between $near_ms preceding and $near_ms following) as near_count
  from slot
), other as (
  select same_day.slot_ms, every_day.near_count - same_day.near_count as near_count
  from same_day join every_day on every_day.moment_ms = same_day.slot_ms % 86400000
)
select slot.slot_ms, slot.account_count,
       cast(coalesce(other.near_count, 0) as double) / ((2.0e0 * $near_ms / $slot_ms + 1) * greatest(1, ($to_ms - $from_ms) / 86400000.0e0 - 1)) as usual_count
from slot left join other on other.slot_ms = slot.slot_ms
order by slot.slot_ms

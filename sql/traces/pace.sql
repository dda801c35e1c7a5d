-- Trace:      pace
-- Meaning:    the account came to this target on this day, whatever it did there: the slow twin of timing.
-- Reads:      action
-- Gives:      one row per account, target and day, on two grids half a day apart, so that acts less than half a day apart always
--             share one; the target is the source, the same as timing's: of a moment and its day the better one counts
-- Class:      imprintable: an attacker can lure a victim to a target on a day
-- Params:     $from_ms, $to_ms (UTC, end excluded), $bucket_ms
-- Leaves out: actions without a target
-- Source:     the several time windows of Weber and Neumann 2021, given the audience
with half_day as (
  select account, target_no, acted_ms - acted_ms % cast(floor($bucket_ms / 2) as bigint) as half_start_ms, min(acted_ms) as first_ms, max(acted_ms) as last_ms
  from action
  where target_no is not null and acted_ms >= $from_ms and acted_ms < $to_ms
  group by account, target_no, acted_ms - acted_ms % cast(floor($bucket_ms / 2) as bigint)
)
select account, target_no as thing_no, bucket_start_ms as moment_ms, min(first_ms) as first_ms, max(last_ms) as last_ms
from (
  select account, target_no, first_ms, last_ms, half_start_ms - half_start_ms % $bucket_ms as bucket_start_ms from half_day
  union all
  select account, target_no, first_ms, last_ms, half_start_ms - (half_start_ms + cast(floor($bucket_ms / 2) as bigint)) % $bucket_ms from half_day
) as bucketed
group by account, target_no, bucket_start_ms

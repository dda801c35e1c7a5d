-- Trace:      timing
-- Meaning:    the account did this action to this target in this moment (a bucket of time).
-- Reads:      action, action_untimed (moments that are claimed: who claims the same one shares it)
-- Gives:      one row per account, deed and bucket, on two grids half a bucket apart: two acts less than half a bucket
--             apart always share one; the better grid counts, because the target is the source and counts once
-- Class:      imprintable: an attacker can copy a victim's moments
-- Params:     $from_ms, $to_ms (UTC, end excluded), $bucket_ms
-- Leaves out: actions without a target
-- Source:     the time-window co-action of Keller et al. 2020 and Pacheco et al. 2021, given the engagement
with acted as (
  select account, deed_no, acted_ms from action where deed_no is not null and acted_ms >= $from_ms and acted_ms < $to_ms
  union all
  select account, deed_no, claimed_ms from action_untimed where claimed_ms is not null
)
select account, deed_no as thing_no, bucket_start_ms as moment_ms, min(acted_ms) as first_ms, max(acted_ms) as last_ms
from (
  select account, deed_no, acted_ms, acted_ms - acted_ms % $bucket_ms as bucket_start_ms from acted
  union all
  select account, deed_no, acted_ms, acted_ms - (acted_ms + cast(floor($bucket_ms / 2) as bigint)) % $bucket_ms as bucket_start_ms from acted
) as bucketed
group by account, deed_no, bucket_start_ms

-- Trace:      audience
-- Meaning:    the account did anything at all to this target inside the look-back.
-- Reads:      action (one row per action)
-- Gives:      one row per account and target
-- Class:      imprintable, and no evidence by itself: only the parent of pace, among whom a day is usual or not
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: actions without a target
select account, target_no as thing_no, cast(-1 as bigint) as moment_ms, min(acted_ms) as first_ms, max(acted_ms) as last_ms
from action
where target_no is not null and acted_ms >= $from_ms and acted_ms < $to_ms
group by account, target_no

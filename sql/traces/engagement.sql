-- Trace:      engagement
-- Meaning:    the account did this action to this target inside the look-back.
-- Reads:      action (one row per action; deed_no: action and target), action_untimed (actions whose time is no fact: the deed is)
-- Gives:      one row per account and deed; the target is the source, so liking and following it count once
-- Class:      imprintable, and mostly taste: it proposes pairs and is the parent of timing, and earns little alone
-- Params:     $from_ms, $to_ms (UTC, end excluded)
-- Leaves out: actions without a target
select account, deed_no as thing_no, cast(-1 as bigint) as moment_ms, min(acted_ms) as first_ms, max(acted_ms) as last_ms
from (
  select account, deed_no, acted_ms from action where deed_no is not null and acted_ms >= $from_ms and acted_ms < $to_ms
  union all
  select account, deed_no, acted_ms from action_untimed
) as acted
group by account, deed_no

-- Meaning: every action in the window, as the extract writes it; those without a possible time too (staging counts and leaves them out).
-- Edit:    for another source schema keep the four columns, their order and types, and change the rest.
-- Reads:   actions (account_id, action, target_id, acted_at)
-- Gives:   account_id text, action text, target_id text, acted_ms bigint; times in ms since 1970 UTC
-- Params:  :schema (configured), :from_ms, :to_ms (UTC, end excluded), :earliest_ms, :latest_ms (times before and from there on are no facts)
-- Zone:    timestamps without one are read in source.time_zone, the zone of the session
select cast(account_id as text), cast(action as text), cast(target_id as text),
  case when isfinite(cast(acted_at as timestamptz)) then cast(floor(date_part('epoch', cast(acted_at as timestamptz)) * 1000 + 0.0005) as bigint) end
from :schema.actions
where acted_at is null or (acted_at >= to_timestamp(:from_ms / 1000.0) and acted_at < to_timestamp(:to_ms / 1000.0))
  or acted_at < to_timestamp(:earliest_ms / 1000.0) or acted_at >= to_timestamp(:latest_ms / 1000.0)

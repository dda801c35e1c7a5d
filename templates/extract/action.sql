-- Meaning: every action in the window; those without a time too (they are counted and left out).
-- Gives:   account_id text, action text, target_id text, acted_ms bigint; times in ms since 1970 UTC
-- Params:  :from_ms, :to_ms (UTC, end excluded)
-- Zone:    timestamps without one are read in source.time_zone
select cast(member_id as text), verb, subject,
  case when isfinite(cast(at as timestamptz)) then cast(floor(date_part('epoch', cast(at as timestamptz)) * 1000 + 0.0005) as bigint) end
from app.event
where at is null or (at >= to_timestamp(:from_ms / 1000.0) and at < to_timestamp(:to_ms / 1000.0))

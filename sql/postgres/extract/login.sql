-- Meaning: every login in the window, as the extract writes it; those without a possible time too (staging counts and leaves them out).
-- Edit:    for another source schema keep the four columns, their order and types, and change the rest.
-- Reads:   logins (account_id, device_id, ip, logged_in_at)
-- Gives:   account_id text, device_id text, ip text, logged_in_ms bigint; times in ms since 1970 UTC
-- Params:  :schema (configured), :from_ms, :to_ms (UTC, end excluded), :earliest_ms, :latest_ms (times before and from there on are no facts)
-- Zone:    timestamps without one are read in source.time_zone, the zone of the session
select cast(account_id as text), cast(device_id as text), cast(ip as text),
  case when isfinite(cast(logged_in_at as timestamptz)) then cast(floor(date_part('epoch', cast(logged_in_at as timestamptz)) * 1000 + 0.0005) as bigint) end
from :schema.logins
where logged_in_at is null or (logged_in_at >= to_timestamp(:from_ms / 1000.0) and logged_in_at < to_timestamp(:to_ms / 1000.0))
  or logged_in_at < to_timestamp(:earliest_ms / 1000.0) or logged_in_at >= to_timestamp(:latest_ms / 1000.0)

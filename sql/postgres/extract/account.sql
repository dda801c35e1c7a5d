-- Meaning: every account, as the extract writes it; staging decides which of them exist at the end of the run's window, and which times are facts.
-- Edit:    for another source schema keep the four columns, their order and types, and change the rest.
-- Reads:   accounts (account_id, created_at; protected and closed_at where there are such columns)
-- Gives:   account_id text, created_ms bigint, protected 'true' or 'false', closed_ms bigint; times in ms since 1970 UTC, null where missing, infinity as
--          the last millisecond that there is
-- Params:  :schema (configured), :protected and :closed_at (the columns, or false and null where the table has none)
-- Zone:    timestamps without one are read in source.time_zone, the zone of the session
select cast(account_id as text),
  case when isfinite(cast(created_at as timestamptz)) then cast(floor(date_part('epoch', cast(created_at as timestamptz)) * 1000 + 0.0005) as bigint) end,
  coalesce(cast(:protected as text), 'false'),
  case when isfinite(cast(:closed_at as timestamptz)) then cast(floor(date_part('epoch', cast(:closed_at as timestamptz)) * 1000 + 0.0005) as bigint)
    when cast(:closed_at as timestamptz) = 'infinity' then 8640000000000000 end
from :schema.accounts

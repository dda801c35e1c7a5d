-- Meaning: every account, as the extract writes it; staging decides which of them exist at the end of the run's window, and which times are facts.
-- Edit:    for another source schema keep the four columns, their order and types, and change the rest.
-- Reads:   accounts (account_id, created_at; protected and closed_at where there are such columns)
-- Gives:   account_id text, created_ms bigint, protected 'true' or 'false', closed_ms bigint; times in ms since 1970 UTC, null where missing; when it
--          was closed also infinity and -infinity, as the last and the first millisecond that there is
-- Params:  :schema (configured), :protected and :closed_at (the columns, or false and null where the table has none)
-- Zone:    timestamps without one are read in source.time_zone, the zone of the session
select cast(account_id as text),
  case when isfinite(cast(created_at as timestamptz)) then cast(floor(date_part('epoch', cast(created_at as timestamptz)) * 1000 + 0.0005) as bigint) end,
  coalesce(cast(:protected as text), 'false'),
  case when isfinite(cast(:closed_at as timestamptz)) then cast(floor(date_part('epoch', cast(:closed_at as timestamptz)) * 1000 + 0.0005) as bigint)
    else case cast(:closed_at as timestamptz) when 'infinity' then 8640000000000000 when '-infinity' then -8640000000000000 end end
from :schema.accounts

-- Meaning: every account. The second way to let ringfence read another schema, where no views may be made: change the tables and the expressions,
--          keep the four columns, their order and their types. A file that you delete is replaced by the shipped one, which reads source.schema.
-- Gives:   account_id text, created_ms bigint, protected boolean (true: never proposed), closed_ms bigint (null: open); times in ms since 1970 UTC
-- Params:  :to_ms (the end of the run's window, UTC), if you want it
-- Zone:    timestamps without one are read in source.time_zone
select cast(id as text),
  case when isfinite(cast(joined_at as timestamptz)) then cast(floor(date_part('epoch', cast(joined_at as timestamptz)) * 1000 + 0.0005) as bigint) end,
  is_staff,
  case when isfinite(cast(banned_at as timestamptz)) then cast(floor(date_part('epoch', cast(banned_at as timestamptz)) * 1000 + 0.0005) as bigint) end
from app.member

-- Meaning: how many accounts say that they were closed, and how many of these cannot be or say "never".
-- Reads:   accounts, or a sample of it
-- Gives:   one row: row_count, closed_count, before_count (closed before it was created, or before anything was), never_count
-- Params:  :relation, :sample (a tablesample clause or nothing), :now_ms, :earliest_ms, :latest_ms (UTC; times before and from there on are no facts)
-- Zone:    timestamps without one are read in the session's zone
select count(*) as row_count,
  count(closed_at) as closed_count,
  count(*) filter (where closed_at < to_timestamp(:earliest_ms / 1000.0)
    or closed_at < created_at and created_at < to_timestamp(:now_ms / 1000.0)) as before_count,
  count(*) filter (where closed_at >= to_timestamp(:latest_ms / 1000.0)) as never_count
from (select cast(created_at as timestamptz) as created_at, cast(closed_at as timestamptz) as closed_at from :relation :sample) as source

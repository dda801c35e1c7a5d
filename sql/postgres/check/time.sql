-- Meaning: what is odd about one table's times.
-- Reads:   one of accounts, logins, actions, or a sample of it
-- Gives:   one row: row_count (with a time), missing_count (null or infinite), newest_ms (of possible times), future_count (of those), early_count and late_count
--          (impossible ones), whole_hour_count, midnight_count, whole_minute_count
-- Params:  :relation, :column, :sample (a tablesample clause or nothing), :now_ms, :earliest_ms, :latest_ms (UTC; times before and from there on are no facts)
-- Zone:    timestamps without one are read in the session's zone
select count(*) filter (where isfinite(moment)) as row_count,
  count(*) filter (where moment is null or not isfinite(moment)) as missing_count,
  cast(floor(date_part('epoch', max(moment) filter (where moment >= to_timestamp(:earliest_ms / 1000.0) and moment < to_timestamp(:latest_ms / 1000.0))) * 1000) as bigint) as newest_ms,
  count(*) filter (where moment > to_timestamp(:now_ms / 1000.0) and moment < to_timestamp(:latest_ms / 1000.0)) as future_count,
  count(*) filter (where isfinite(moment) and moment < to_timestamp(:earliest_ms / 1000.0)) as early_count,
  count(*) filter (where isfinite(moment) and moment >= to_timestamp(:latest_ms / 1000.0)) as late_count,
  count(*) filter (where isfinite(moment) and mod(cast(date_part('epoch', moment) as numeric), 3600) = 0) as whole_hour_count,
  count(*) filter (where isfinite(moment) and date_part('hour', moment) = 0 and date_part('minute', moment) = 0 and date_part('second', moment) = 0) as midnight_count,
  count(*) filter (where isfinite(moment) and mod(cast(date_part('epoch', moment) as numeric), 60) = 0) as whole_minute_count
from (select cast(:column as timestamptz) as moment from :relation :sample) as source

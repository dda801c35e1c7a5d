-- Meaning: what is odd about one table's times.
-- Reads:   one of accounts, logins, actions, or a sample of it
-- Gives:   one row: row_count (with a time), newest_ms, future_count, whole_hour_count, midnight_count, whole_minute_count, ancient_count (before 2000)
-- Params:  :relation, :column, :sample (a tablesample clause or nothing), :now_ms (UTC)
-- Zone:    timestamps without one are read in the session's zone
select count(moment) as row_count,
  cast(floor(date_part('epoch', max(moment)) * 1000) as bigint) as newest_ms,
  count(*) filter (where moment > to_timestamp(:now_ms / 1000.0)) as future_count,
  count(*) filter (where mod(cast(date_part('epoch', moment) as numeric), 3600) = 0) as whole_hour_count,
  count(*) filter (where date_part('hour', moment) = 0 and date_part('minute', moment) = 0 and date_part('second', moment) = 0) as midnight_count,
  count(*) filter (where mod(cast(date_part('epoch', moment) as numeric), 60) = 0) as whole_minute_count,
  count(*) filter (where moment < timestamptz '2000-01-01 00:00:00+00') as ancient_count
from (select cast(:column as timestamptz) as moment from :relation :sample) as source
where moment is null or isfinite(moment)

-- Meaning: minutes in which far more accounts were created than usual: an import, a class list, or a farm.
-- Reads:   accounts, or a sample of it
-- Gives:   one row: batch_count (minutes of at least 20 accounts and ten times the mean of the minutes that have any), account_count in them, largest_count
-- Params:  :relation, :column, :sample (a tablesample clause or nothing), :earliest_ms, :now_ms (UTC; other times are no facts)
with minute as (
  select date_trunc('minute', cast(:column as timestamptz)) as minute, count(*) as account_count
  from :relation :sample
  where cast(:column as timestamptz) >= to_timestamp(:earliest_ms / 1000.0) and cast(:column as timestamptz) < to_timestamp(:now_ms / 1000.0)
  group by 1
), batch as (
  select account_count from minute where account_count >= 20 and account_count >= 10 * (select avg(account_count) from minute)
)
select count(*) as batch_count, coalesce(sum(account_count), 0) as account_count, coalesce(max(account_count), 0) as largest_count from batch

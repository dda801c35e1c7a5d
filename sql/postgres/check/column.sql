-- Meaning: how full one column is and how much one value dominates it.
-- Reads:   one of accounts, logins, actions, or a sample of it
-- Gives:   one row: row_count, null_count, value_count, top_count and top_value (null where every value is null)
-- Params:  :relation, :column, :sample (a tablesample clause or nothing)
with value_count as (
  select cast(:column as text) as value, count(*) as row_count
  from :relation :sample
  group by 1
)
select cast(coalesce(sum(row_count), 0) as bigint) as row_count,
  cast(coalesce(sum(row_count) filter (where value is null), 0) as bigint) as null_count,
  count(value) as value_count,
  coalesce(max(row_count) filter (where value is not null), 0) as top_count,
  (select value from value_count where value is not null order by row_count desc, value limit 1) as top_value
from value_count

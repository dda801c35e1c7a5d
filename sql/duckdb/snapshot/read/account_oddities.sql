-- Meaning: what is odd about an account's rows.
-- Params:  $account_id
select source_table, rule, value, cast(row_count as integer) as row_count
from oddity
where account_id = $account_id
order by row_count desc, source_table, rule, value

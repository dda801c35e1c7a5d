-- Meaning: the most frequent addresses as text, for the rules of sql/duckdb/stage/address.sql.
-- Reads:   logins, or a sample of it
-- Gives:   ip, row_count
-- Params:  :relation, :column, :sample (a tablesample clause or nothing)
select cast(:column as text) as ip, count(*) as row_count
from :relation :sample
where :column is not null
group by 1
order by row_count desc, ip
limit 50000

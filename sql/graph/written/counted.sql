-- Meaning: the keys of one kind with the number of accounts that hold each, single ones included.
-- Reads:   trace (what sql/traces/<kind>.sql gave)
create table counted as
select key, min(parent_key) as parent_key, min(source) as source, count(*) as account_count, min(first_ms) as at_ms
from trace
group by key

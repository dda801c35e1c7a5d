-- Meaning: the keys of a kind that gives numbers, with the number of accounts that hold each, single ones included.
-- Reads:   trace (what sql/traces/<kind>.sql gave)
create table counted as
select thing_no, moment_ms, count(*) as account_count, min(first_ms) as at_ms
from trace
group by thing_no, moment_ms

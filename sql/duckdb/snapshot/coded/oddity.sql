-- Meaning: what is odd about the rows of each account: newest run only.
-- Reads:   oddity (of the work database)
create table snapshot.coded.oddity as
select account, source_table, rule, value, row_count
from oddity

-- Meaning: what is odd about the rows of each account, newest run.
create view oddity as
select listed.account_id, odd.source_table, odd.rule, odd.value, odd.row_count
from coded.oddity as odd join coded.account as listed on listed.account = odd.account

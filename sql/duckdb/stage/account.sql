-- Meaning: the accounts of the run, numbered; the number's order is that of a hash of the id, the same on every engine.
-- Reads:   account_ruled
-- Gives:   created_ms null where the source has no usable time; closed_ms null: open
create table account as
select cast(row_number() over (order by md5(account_id), account_id) - 1 as integer) as account, account_id, created_ms, protected, closed_ms
from account_ruled
where rule is null

-- Meaning: the accounts of the run, numbered; the number's order is that of a hash of the id, the same on every engine.
-- Reads:   raw_account
-- Params:  $as_of_ms
-- Leaves out: what sql/duckdb/stage/account_quarantine.sql counts
create table account as
with ranked as (
  select account_id, created_ms, coalesce(protected, false) as protected, closed_ms,
         row_number() over (partition by account_id order by created_ms, protected desc, closed_ms) as copy
  from raw_account
)
select cast(row_number() over (order by md5(account_id), account_id) - 1 as integer) as account, account_id, created_ms, protected, closed_ms
from ranked
where copy = 1 and account_id <> '' and created_ms < $as_of_ms

-- Meaning: how many rows of a table name an account that does not exist, or none.
-- Reads:   logins or actions (or a sample of it), accounts
-- Gives:   one row: row_count, unknown_count
-- Params:  :relation, :sample (a tablesample clause or nothing), :accounts (the accounts table)
with source as materialized (
  select cast(account_id as text) as account_id from :relation :sample
)
select (select count(*) from source) as row_count,
  (select count(*) from source where not exists (select from :accounts as account where cast(account.account_id as text) = source.account_id)) as unknown_count

-- Meaning: of the rows of a table that name an account that does not exist, how many would name one if the ids were spelled alike.
-- Reads:   logins or actions (or a sample of it), accounts
-- Gives:   one row: example (an unknown id), near_count (known without case, surrounding spaces and a trailing ".0"), near_example
-- Params:  :relation, :sample (a tablesample clause or nothing), :accounts (the accounts table)
with source as materialized (
  select cast(account_id as text) as account_id from :relation :sample
), stranger as materialized (
  select account_id, lower(regexp_replace(trim(account_id), '\.0+$', '')) as folded
  from source
  where account_id is not null and not exists (select from :accounts as account where cast(account.account_id as text) = source.account_id)
), near as (
  select account_id from stranger where folded in (select lower(trim(cast(account_id as text))) from :accounts as account)
)
select (select min(account_id) from stranger) as example, (select count(*) from near) as near_count, (select min(account_id) from near) as near_example

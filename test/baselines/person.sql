-- Meaning: the accounts that a baseline may look at, numbered: closed ones are left out, like in a night.
-- Reads:   accounts
-- Gives:   person(account_no from 0, account_id), by id
create table person as
select cast(row_number() over (order by account_id) - 1 as integer) as account_no, account_id from accounts where closed_at is null

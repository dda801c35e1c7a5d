-- Meaning: how many accounts are numbered.
-- Reads:   account
-- Gives:   one row: account_total
select count(*) as account_total from account

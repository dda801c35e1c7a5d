-- Meaning: one account.
-- Params:  $account_id
select * from account where account_id = $account_id

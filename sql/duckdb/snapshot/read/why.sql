-- Meaning: the keys that tie an account to its ring, strongest first.
-- Params:  $account_id
select * from why($account_id) order by bits desc, kind, key

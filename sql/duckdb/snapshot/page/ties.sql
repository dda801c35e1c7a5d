-- Meaning: what ties two accounts, the rarest key first.
-- Params:  $one_account, $other_account, $limit
select * from ties($one_account, $other_account) order by account_count, kind, key limit $limit

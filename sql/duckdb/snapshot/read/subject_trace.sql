-- Meaning: what one account shares with others, without saying what or with whom: for the account's own request.
-- Params:  $account_id
select key.kind, make_timestamptz(holding.first_ms * 1000) as first_seen_at, make_timestamptz(holding.last_ms * 1000) as last_seen_at,
       cast(key.account_count - 1 as integer) as shared_with_count
from coded.account as account
join coded.holding as holding on holding.account = account.account
join coded.key as key on key.key_no = holding.key_no
where account.account_id = $account_id
order by key.kind, holding.first_ms, holding.last_ms, key.account_count

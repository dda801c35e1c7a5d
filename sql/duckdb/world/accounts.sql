-- Meaning: the accounts of a world.
-- Reads:   made_account, account_name
-- Gives:   account_id, created_at, protected, closed_at; ordered by id
select n.account_id, make_timestamptz(cast(a.created_ms as bigint) * 1000) as created_at, a.protected,
       case when not isnan(a.closed_ms) then make_timestamptz(cast(a.closed_ms as bigint) * 1000) end as closed_at
from made_account as a
join account_name as n on n.account = a.account
order by n.account_id

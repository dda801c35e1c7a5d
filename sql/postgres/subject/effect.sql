-- Meaning: what was released to enforcement about one account, for the account's own request.
-- Params:  $1 account_id
select effect, action, reason_code, effective_at, expires_at, ring_id, statement
from ringfence.feed
where account_id = $1
order by seq

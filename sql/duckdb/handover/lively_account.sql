-- Meaning: accounts of rings that logged in or acted of late.
-- Reads:   ring_account, account, login, action
-- Params:  $from_ms (UTC)
select ring_account.ring, account.account_id
from ring_account
join account on account.account = ring_account.account
where ring_account.account in (select account from login where logged_in_ms >= $from_ms union all select account from action where acted_ms >= $from_ms)

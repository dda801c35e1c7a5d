-- Meaning: each shared key as a chain through its holders: enough for components.
-- Reads:   key_holder
-- Gives:   a, b
select a, account_no as b
from (select account_no, lag(account_no) over (partition by key_no order by account_no) as a from key_holder) as chained
where a is not null

-- Meaning: what innocents are notable for, by the numbers that a run gave their accounts.
-- Reads:   account, traced_innocent
-- Gives:   account, kind; ordered by both
select a.account, i.kind
from traced_innocent as i
join account as a on a.account_id = i.account_id
order by a.account, i.kind

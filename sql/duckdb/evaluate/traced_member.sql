-- Meaning: the members of true rings by the numbers that a run gave their accounts.
-- Reads:   account, traced_truth
-- Gives:   ring, account; ordered by both
select t.ring, a.account
from traced_truth as t
join account as a on a.account_id = t.account_id
order by t.ring, a.account

-- Meaning: who is in a ring, and the ring's habit.
-- Reads:   made_account, account_name
-- Gives:   account_id, ring, kind (the habit); members only, ordered by id
select n.account_id, a.ring, a.habit as kind
from made_account as a
join account_name as n on n.account = a.account
where a.ring is not null
order by n.account_id

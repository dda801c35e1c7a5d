-- Meaning: what innocent accounts are notable for: the lives that look most like a ring's.
-- Reads:   made_account, account_name
-- Gives:   account_id, kind; everybody who is in no ring and not listed is ordinary; ordered by id
select n.account_id, a.innocent_kind as kind
from made_account as a
join account_name as n on n.account = a.account
where a.ring is null and a.innocent_kind <> 'ordinary'
order by n.account_id

-- Meaning: accounts whose id is printed like this: escaped, or cut with the number of characters left out; at most three.
-- Params:  $account_id
select account_id
from (select account_id from account union select account_id from ring_member) as known
where shows_as(account_id, $account_id)
order by account_id
limit 3

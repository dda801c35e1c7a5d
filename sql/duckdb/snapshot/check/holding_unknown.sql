-- Bad rows: a trace of an account or a key that is not there. Numbers have no gaps (see number_gap), so their ends are enough, and a
-- join of tens of millions of rows is spared.
select holding.*
from coded.holding as holding
cross join (select min(account) as least, max(account) as most from coded.account) as accounts
cross join (select min(key_no) as least, max(key_no) as most from coded.key) as keys
where not coalesce(holding.account between accounts.least and accounts.most, false)
   or not coalesce(holding.key_no between keys.least and keys.most, false)

-- Meaning: how many accounts did it, newcomers included: the public of an action-target.
-- Reads:   act
create table deed_size as
select deed, count(distinct account) as account_count
from act
group by deed

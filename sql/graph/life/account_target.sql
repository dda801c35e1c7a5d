-- Meaning: how often each account did anything to each target.
-- Reads:   act
create table account_target as
select account, target_no, count(*) as act_count
from act
group by account, target_no

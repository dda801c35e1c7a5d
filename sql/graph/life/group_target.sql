-- Meaning: how many accounts of a group did anything to a target.
-- Reads:   group_account, act
create table group_target as
select group_account.group_no, act.target_id, count(distinct act.account) as held_count
from group_account join act on act.account = group_account.account
group by group_account.group_no, act.target_id

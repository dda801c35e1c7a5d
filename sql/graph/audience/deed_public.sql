-- Meaning: how many accounts did each action-target: its public, newcomers included.
-- Reads:   act
create table deed_public as
select deed_no, target_no, count(*) as public_count
from (select distinct deed_no, target_no, account from act) as done
group by deed_no, target_no

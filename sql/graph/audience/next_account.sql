-- Meaning: whom the joint action-targets of a group name: everybody, in it or not, who did such things to two targets.
-- Reads:   joint, deed_act
create table next_account as
select joint.group_no, deed_act.account
from joint join deed_act on deed_act.deed = joint.deed
group by joint.group_no, deed_act.account
having count(distinct joint.target_id) >= 2

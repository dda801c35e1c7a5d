-- Meaning: whom the joint action-targets of a group name: everybody, in it or not, who did such things to two targets.
-- Reads:   joint, deed_act
create table next_account as
select joint.group_no, deed_act.account
from joint join deed_act on deed_act.deed_no = joint.deed_no
group by joint.group_no, deed_act.account
having min(joint.target_no) < max(joint.target_no)

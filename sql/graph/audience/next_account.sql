-- Meaning: whom the joint action-targets of a group name: everybody, in it or not, who did such things to two targets, and a fair part of all of them.
-- Reads:   joint, deed_act
-- Params:  $core_percent (of the joint action-targets): whoever did two of fifty, as many strangers do, is no part of who did half of them
create table next_account as
with wanted as (
  select group_no, target_no, deed_no, count(*) over (partition by group_no) as joint_count from joint
)
select wanted.group_no, deed_act.account
from wanted join deed_act on deed_act.deed_no = wanted.deed_no
group by wanted.group_no, deed_act.account
having min(wanted.target_no) < max(wanted.target_no) and 100 * count(*) >= $core_percent * max(wanted.joint_count)

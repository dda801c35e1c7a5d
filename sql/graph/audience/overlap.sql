-- Meaning: which joint targets of a group have holders in common: two orders of one operator share accounts, two prompts of two circles hardly any.
-- Reads:   joint, group_account, deed_act
-- Gives:   group_no, a, b (target ids, a <= b; every joint target at least with itself); ordered by all
-- Params:  $overlap_percent (of the smaller public), $overlap_count
with holder as (
  select distinct joint.group_no, joint.target_id, deed_act.account
  from joint
  join deed_act on deed_act.deed = joint.deed
  join group_account on group_account.group_no = joint.group_no and group_account.account = deed_act.account
), size as (
  select group_no, target_id, count(*) as holder_count from holder group by group_no, target_id
), common as (
  select one.group_no, one.target_id as a, other.target_id as b, count(*) as common_count
  from holder as one join holder as other on other.group_no = one.group_no and other.account = one.account and other.target_id > one.target_id
  group by one.group_no, one.target_id, other.target_id
)
select group_no, target_id as a, target_id as b from size
union all
select common.group_no, common.a, common.b
from common
join size as one on one.group_no = common.group_no and one.target_id = common.a
join size as other on other.group_no = common.group_no and other.target_id = common.b
where common.common_count >= $overlap_count and 100 * common.common_count >= $overlap_percent * least(one.holder_count, other.holder_count)
order by group_no, a, b

-- Meaning: which joint targets of a group have holders in common: two orders of one operator share accounts, two prompts of two circles hardly any.
-- Reads:   joint, group_account, deed_act
-- Gives:   group_no, a, b (target ids, a <= b; every joint target at least with itself); ordered by all
-- Params:  $overlap_percent (of the smaller public), $overlap_count
with holder as (
  select distinct joint.group_no, joint.target_no, deed_act.account
  from joint
  join deed_act on deed_act.deed_no = joint.deed_no
  join group_account on group_account.group_no = joint.group_no and group_account.account = deed_act.account
), size as (
  select group_no, target_no, count(*) as holder_count from holder group by group_no, target_no
), common as (
  select one.group_no, one.target_no as one_no, other.target_no as other_no, count(*) as common_count
  from holder as one join holder as other on other.group_no = one.group_no and other.account = one.account and other.target_no > one.target_no
  group by one.group_no, one.target_no, other.target_no
), named as (
  select size.group_no, size.target_no, size.holder_count, target.target_id
  from size join (select target_no, min(target_id) as target_id from joint group by target_no) as target on target.target_no = size.target_no
)
select group_no, target_id as a, target_id as b from named
union all
select common.group_no, least(one.target_id, other.target_id), greatest(one.target_id, other.target_id)
from common
join named as one on one.group_no = common.group_no and one.target_no = common.one_no
join named as other on other.group_no = common.group_no and other.target_no = common.other_no
where common.common_count >= $overlap_count and 100 * common.common_count >= $overlap_percent * least(one.holder_count, other.holder_count)
order by group_no, a, b

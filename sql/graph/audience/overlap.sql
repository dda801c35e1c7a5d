-- Meaning: which joint targets of a group have holders in common: two orders of one operator share accounts, two prompts of two circles hardly any.
-- Reads:   joint, group_account, deed_act, deed
-- Gives:   group_no, a, b (target_no; a the one that comes first by its id; every joint target at least with itself); ordered by the group and by the ids of both
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
), target as (
  select target_no, min(target_id) as target_id from deed group by target_no
), named as (
  select size.group_no, size.target_no, size.holder_count, target.target_id
  from size join target on target.target_no = size.target_no
), pair as (
  select group_no, target_no as a, target_no as b, target_id as a_id, target_id as b_id from named
  union all
  select common.group_no, case when one.target_id < other.target_id then one.target_no else other.target_no end, case when one.target_id < other.target_id then other.target_no else one.target_no end,
         least(one.target_id, other.target_id), greatest(one.target_id, other.target_id)
  from common
  join named as one on one.group_no = common.group_no and one.target_no = common.one_no
  join named as other on other.group_no = common.group_no and other.target_no = common.other_no
  where common.common_count >= $overlap_count and 100 * common.common_count >= $overlap_percent * least(one.holder_count, other.holder_count)
)
select group_no, a, b from pair order by group_no, a_id, b_id

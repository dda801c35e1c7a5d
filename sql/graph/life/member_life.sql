-- Meaning: each account of a group, with the life it has beside the group: acts on targets that nobody else of the group touches, and how many of the group's
--          joint targets it shares.
-- Reads:   group_account, act, group_target, joint, account_life
create table member_life as
with beside as (
  select group_account.group_no, group_account.account,
         sum(case when group_target.held_count = 1 then 1 else 0 end) as beside_act_count,
         count(distinct case when group_target.held_count = 1 then act.target_id end) as beside_target_count
  from group_account
  join act on act.account = group_account.account
  join group_target on group_target.group_no = group_account.group_no and group_target.target_id = act.target_id
  group by group_account.group_no, group_account.account
), shared as (
  select group_account.group_no, group_account.account, count(distinct joint.target_id) as joint_target_count
  from group_account
  join deed_act on deed_act.account = group_account.account
  join joint on joint.group_no = group_account.group_no and joint.deed = deed_act.deed
  group by group_account.group_no, group_account.account
)
select group_account.group_no, group_account.account, account_life.created_ms, account_life.act_count, account_life.active_count, account_life.unseen_count,
       account_life.login_day_count, account_life.last_login_ms, account_life.own_machine_millis,
       coalesce(beside.beside_act_count, 0) as beside_act_count, coalesce(beside.beside_target_count, 0) as beside_target_count,
       coalesce(shared.joint_target_count, 0) as joint_target_count
from group_account
join account_life on account_life.account = group_account.account
left join beside on beside.group_no = group_account.group_no and beside.account = group_account.account
left join shared on shared.group_no = group_account.group_no and shared.account = group_account.account

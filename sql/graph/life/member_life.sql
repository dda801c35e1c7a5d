-- Meaning: each account of a group, with the life it has beside the group: acts on targets that nobody else of the group touches, and how many of the group's
--          joint targets it shares.
-- Reads:   group_account, account_target, deed_act, joint, account_life
create table member_life as
with own_target as (
  -- What nobody else of the group touches: of one account the least is its own.
  select group_account.group_no, account_target.target_no, min(group_account.account) as account, min(account_target.act_count) as act_count
  from group_account join account_target on account_target.account = group_account.account
  group by group_account.group_no, account_target.target_no
  having count(*) = 1
), beside as (
  select group_no, account, cast(sum(act_count) as bigint) as beside_act_count, count(*) as beside_target_count
  from own_target
  group by group_no, account
), shared as (
  select group_account.group_no, group_account.account, count(distinct joint.target_no) as joint_target_count
  from group_account
  join deed_act on deed_act.account = group_account.account
  join joint on joint.group_no = group_account.group_no and joint.deed_no = deed_act.deed_no
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

-- Meaning: the joint action-targets of each group: what a good part of it did, where the group is a good part of all who did it.
-- Reads:   group_account, deed_act, deed_size, room_owner
-- Leaves out: rooms of the group's own accounts: colleagues, friends and small streamers visit each other, and that is social life
-- Params:  $min_joint_count, $joint_percent (of the group), $public_percent (of everybody who did it)
create table joint as
with size as (
  select group_no, count(*) as member_count from group_account group by group_no
), held as (
  select group_account.group_no, deed_act.deed, deed_act.target_id, deed_act.passive, count(*) as held_count,
         cast(floor(median(deed_act.first_ms)) as bigint) as at_ms
  from group_account join deed_act on deed_act.account = group_account.account
  group by group_account.group_no, deed_act.deed, deed_act.target_id, deed_act.passive
  having count(*) >= $min_joint_count
), own_room as (
  select distinct group_account.group_no, room_owner.target_id
  from group_account join room_owner on room_owner.owner = group_account.account
)
select held.group_no, held.deed, held.target_id, held.passive, held.held_count, held.at_ms, deed_size.account_count as public_count, size.member_count
from held
join size on size.group_no = held.group_no
join deed_size on deed_size.deed = held.deed
left join own_room on own_room.group_no = held.group_no and own_room.target_id = held.target_id
where own_room.group_no is null
  and 100 * held.held_count >= $joint_percent * size.member_count
  and 100 * held.held_count >= $public_percent * deed_size.account_count

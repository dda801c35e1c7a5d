-- Meaning: the joint action-targets of each group: what a good part of it did, where the group is a good part of all who did it.
-- Reads:   group_account, deed_act, deed_public, room_owner
-- Gives:   numbers only, as this is asked in every round; keep_piece puts names and times to what is left
-- Leaves out: rooms of the group's own accounts: colleagues, friends and small streamers visit each other, and that is social life
-- Params:  $min_joint_count, $joint_percent (of the group), $public_percent (of everybody who did it)
-- Method:  what a group of this size cannot be a good part of, or a good part of it cannot have done, is left out before anything is counted.
create table joint as
with size as (
  select group_no, count(*) as member_count from group_account group by group_no
), held as (
  select group_account.group_no, deed_act.deed_no, count(*) as held_count
  from group_account
  join size on size.group_no = group_account.group_no
  join deed_act on deed_act.account = group_account.account
  where deed_act.public_count >= $min_joint_count and 100 * size.member_count >= $public_percent * deed_act.public_count and 100 * deed_act.public_count >= $joint_percent * size.member_count
  group by group_account.group_no, deed_act.deed_no
  having count(*) >= $min_joint_count
), good_part as (
  select held.group_no, held.deed_no, deed_public.target_no, held.held_count, deed_public.public_count, size.member_count
  from held
  join size on size.group_no = held.group_no
  join deed_public on deed_public.deed_no = held.deed_no
  where 100 * held.held_count >= $joint_percent * size.member_count and 100 * held.held_count >= $public_percent * deed_public.public_count
), own_room as (
  select distinct group_account.group_no, room_owner.target_no
  from group_account join room_owner on room_owner.owner = group_account.account
)
select good_part.group_no, good_part.deed_no, good_part.target_no, good_part.held_count, good_part.public_count, good_part.member_count
from good_part
left join own_room on own_room.group_no = good_part.group_no and own_room.target_no = good_part.target_no
where own_room.group_no is null

-- Meaning: the joint action-targets of each group: what a good part of it did, where the group is a good part of all who did it.
-- Reads:   group_account, deed_act, deed, room_owner
-- Leaves out: rooms of the group's own accounts: colleagues, friends and small streamers visit each other, and that is social life
-- Params:  $min_joint_count, $joint_percent (of the group), $public_percent (of everybody who did it)
-- Method:  what a group of this size cannot be a good part of is left out before anything is counted, and the middle of the times is sought for what is left only.
create table joint as
with size as (
  select group_no, count(*) as member_count from group_account group by group_no
), held as (
  select group_account.group_no, size.member_count, deed_act.deed_no, deed_act.public_count, count(*) as held_count
  from group_account
  join size on size.group_no = group_account.group_no
  join deed_act on deed_act.account = group_account.account
  where deed_act.public_count >= $min_joint_count and 100 * size.member_count >= $public_percent * deed_act.public_count and 100 * deed_act.public_count >= $joint_percent * size.member_count
  group by group_account.group_no, size.member_count, deed_act.deed_no, deed_act.public_count
  having count(*) >= $min_joint_count and 100 * count(*) >= $joint_percent * size.member_count and 100 * count(*) >= $public_percent * deed_act.public_count
), own_room as (
  select distinct group_account.group_no, room_owner.target_id
  from group_account join room_owner on room_owner.owner = group_account.account
), strange as (
  select held.group_no, held.member_count, held.deed_no, held.public_count, held.held_count, deed.deed, deed.target_no, deed.target_id, deed.passive
  from held
  join deed on deed.deed_no = held.deed_no
  left join own_room on own_room.group_no = held.group_no and own_room.target_id = deed.target_id
  where own_room.group_no is null
), middle as (
  select strange.group_no, strange.deed_no, cast(floor(median(deed_act.first_ms)) as bigint) as at_ms
  from strange
  join deed_act on deed_act.deed_no = strange.deed_no
  join group_account on group_account.group_no = strange.group_no and group_account.account = deed_act.account
  group by strange.group_no, strange.deed_no
)
select strange.group_no, strange.deed_no, strange.deed, strange.target_no, strange.target_id, strange.passive, strange.held_count, middle.at_ms, strange.public_count, strange.member_count
from strange join middle on middle.group_no = strange.group_no and middle.deed_no = strange.deed_no

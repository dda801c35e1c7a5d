-- Meaning: of the joint action-targets of each group those of its largest piece (most targets, then most holders, then the first), with their names and with the middle of the
--          times at which the group did them.
-- Reads:   joint, joint_piece, deed, deed_act, group_account
create table united as
with piece as (
  select joint_piece.group_no, joint_piece.piece_no, count(distinct joint.target_no) as target_count, sum(joint.held_count) as held_sum
  from joint join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_no = joint.target_no
  group by joint_piece.group_no, joint_piece.piece_no
), ranked as (
  select group_no, piece_no, row_number() over (partition by group_no order by target_count desc, held_sum desc, piece_no) as place from piece
), kept as (
  select joint.*
  from joint
  join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_no = joint.target_no
  join ranked on ranked.group_no = joint_piece.group_no and ranked.piece_no = joint_piece.piece_no and ranked.place = 1
), middle as (
  select kept.group_no, kept.deed_no, cast(floor(median(deed_act.first_ms)) as bigint) as at_ms
  from kept
  join deed_act on deed_act.deed_no = kept.deed_no
  join group_account on group_account.group_no = kept.group_no and group_account.account = deed_act.account
  group by kept.group_no, kept.deed_no
)
select kept.group_no, kept.deed_no, deed.deed, kept.target_no, deed.target_id, kept.held_count, middle.at_ms, kept.public_count, kept.member_count
from kept
join middle on middle.group_no = kept.group_no and middle.deed_no = kept.deed_no
join deed on deed.deed_no = kept.deed_no

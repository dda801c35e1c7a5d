-- Meaning: of the joint action-targets of each group those of its largest piece: most targets, then most holders, then the first.
-- Reads:   joint, joint_piece
create table united as
with piece as (
  select joint_piece.group_no, joint_piece.piece_no, count(distinct joint.target_id) as target_count, sum(joint.held_count) as held_sum
  from joint join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_id = joint.target_id
  group by joint_piece.group_no, joint_piece.piece_no
), ranked as (
  select group_no, piece_no, row_number() over (partition by group_no order by target_count desc, held_sum desc, piece_no) as place from piece
)
select joint.*
from joint
join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_id = joint.target_id
join ranked on ranked.group_no = joint_piece.group_no and ranked.piece_no = joint_piece.piece_no and ranked.place = 1

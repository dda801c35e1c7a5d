-- Meaning: a group whose joint targets fall into pieces becomes one group a piece: everybody, in it or not, who did such things to two targets of the piece.
-- Reads:   joint, joint_piece, deed_act
create table next_account as
with piece as (
  select dense_rank() over (order by joint.group_no, joint_piece.piece_no) as group_no, joint.target_id, joint.deed
  from joint join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_id = joint.target_id
)
select cast(piece.group_no as integer) as group_no, deed_act.account
from piece join deed_act on deed_act.deed = piece.deed
group by piece.group_no, deed_act.account
having count(distinct piece.target_id) >= 2

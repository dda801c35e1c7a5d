-- Meaning: a group whose joint targets fall into pieces becomes one group a piece: everybody, in it or not, who did such things to two targets of the piece, and a fair part of all of them.
-- Reads:   joint, joint_piece, deed_act
-- Params:  $core_percent (of the piece's joint action-targets)
-- Method:  pieces are numbered from 1 in the order of their groups, within buckets of groups, a bucket after the other.
create table next_account as
with part as (
  select group_no, piece_no, group_no - group_no % 1024 as bucket from joint_piece group by group_no, piece_no
), bucket_size as (
  select bucket, count(*) as size from part group by bucket
), bucket_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from bucket_size
), placed as (
  select part.group_no, part.piece_no, bucket_before.before_count + row_number() over (partition by part.bucket order by part.group_no, part.piece_no) as place
  from part join bucket_before on bucket_before.bucket = part.bucket
), piece as (
  select placed.place as group_no, joint.target_no, joint.deed_no, count(*) over (partition by placed.place) as joint_count
  from joint
  join joint_piece on joint_piece.group_no = joint.group_no and joint_piece.target_no = joint.target_no
  join placed on placed.group_no = joint_piece.group_no and placed.piece_no = joint_piece.piece_no
)
select cast(piece.group_no as integer) as group_no, deed_act.account
from piece join deed_act on deed_act.deed_no = piece.deed_no
group by piece.group_no, deed_act.account
having min(piece.target_no) < max(piece.target_no) and 100 * count(*) >= $core_percent * max(piece.joint_count)

-- Meaning: every action-target of the look-back, and every target, with a number: what groups are counted by, because numbers are grouped and joined in a fraction of the time of text.
-- Reads:   action
-- Gives:   deed_no; target_no (the least deed_no of its target); deed, target_id; passive (it looked)
-- Leaves out: opening a room of one's own ($opening_action), which is not a visit
-- Params:  $passive_action, $opening_action
-- Method:  numbered within buckets of a hash, a bucket after the other, so that no machine has to sort them all.
create table deed as
with done as (
  select action, target_id, deed, substr(md5(deed), 1, 3) as bucket
  from action
  where target_id is not null and action <> $opening_action
  group by action, target_id, deed
), bucket_size as (
  select bucket, count(*) as size from done group by bucket
), bucket_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from bucket_size
), placed as (
  select done.action, done.target_id, done.deed, bucket_before.before_count + row_number() over (partition by done.bucket order by done.deed) - 1 as place
  from done join bucket_before on bucket_before.bucket = done.bucket
), target as (
  select target_id, min(place) as place from placed group by target_id
)
select cast(placed.place as integer) as deed_no, cast(target.place as integer) as target_no, placed.deed, placed.target_id, placed.action = $passive_action as passive
from placed join target on target.target_id = placed.target_id

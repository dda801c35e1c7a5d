-- Meaning: everybody who did one thing to one target is a proposal too: a group that a community cut apart is whole in its own order.
-- Reads:   deed_act, deed, group_account
-- Params:  $group_base (numbers given so far), $min_order_count, $max_order_count
-- Method:  numbered within buckets of a hash, a bucket after the other.
insert into group_account
with wanted as (
  select deed.deed_no, deed.deed, substr(md5(deed.deed), 1, 3) as bucket
  from (select deed_no from deed_act where not passive group by deed_no having count(*) between $min_order_count and $max_order_count) as done
  join deed on deed.deed_no = done.deed_no
), bucket_size as (
  select bucket, count(*) as size from wanted group by bucket
), bucket_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from bucket_size
), placed as (
  select wanted.deed_no, bucket_before.before_count + row_number() over (partition by wanted.bucket order by wanted.deed) as place
  from wanted join bucket_before on bucket_before.bucket = wanted.bucket
)
select cast($group_base + placed.place as integer) as group_no, deed_act.account
from deed_act join placed on placed.deed_no = deed_act.deed_no

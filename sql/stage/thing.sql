-- Meaning: every action-target (deed), and every target of one, with a number: what is done a million times is grouped and joined by numbers, which takes a fraction of the
--          time and the memory of text.
-- Reads:   action_ruled
-- Gives:   thing_no; name: of a deed action and target in one text, with `\` and `:` of the action escaped, so that no two pairs have the same; of a target its id;
--          action (null: a target), target_id, target_no (the number of its target, its own for a target)
-- Method:  numbered within buckets of a hash, a bucket after the other, so that no machine has to sort them all.
create table thing as
with deed as (
  select action, target_id from action_ruled where account is not null and target_id is not null group by action, target_id
), named as (
  select action, target_id, replace(replace(action, chr(92), concat(chr(92), chr(92))), ':', concat(chr(92), ':')) || ':' || target_id as name from deed
  union all
  select distinct cast(null as string), target_id, target_id from deed
), hashed as (
  select action, target_id, name, substr(md5(name), 1, 3) as bucket from named
), bucket_size as (
  select bucket, count(*) as size from hashed group by bucket
), bucket_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from bucket_size
), placed as (
  select cast(bucket_before.before_count + row_number() over (partition by hashed.bucket order by hashed.name, hashed.action nulls first) - 1 as integer) as thing_no,
         hashed.name, hashed.action, hashed.target_id
  from hashed join bucket_before on bucket_before.bucket = hashed.bucket
)
select placed.thing_no, placed.name, placed.action, placed.target_id, target.thing_no as target_no
from placed join placed as target on target.target_id = placed.target_id and target.action is null

-- Meaning: the accounts of the run, numbered; the number's order is that of a hash of the id, the same on every engine.
-- Reads:   account_ruled
-- Gives:   created_ms null where the source has no usable time; closed_ms null: open
-- Method:  numbered within buckets of the hash, a bucket after the other, so that no machine has to sort them all.
create table account as
with hashed as (
  select account_id, created_ms, protected, closed_ms, md5(account_id) as hash, substr(md5(account_id), 1, 3) as bucket from account_ruled where rule is null
), bucket_size as (
  select bucket, count(*) as size from hashed group by bucket
), bucket_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from bucket_size
)
select cast(bucket_before.before_count + row_number() over (partition by hashed.bucket order by hashed.hash, hashed.account_id) - 1 as integer) as account,
       hashed.account_id, hashed.created_ms, hashed.protected, hashed.closed_ms
from hashed join bucket_before on bucket_before.bucket = hashed.bucket

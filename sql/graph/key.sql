-- Meaning: adds one kind's shared keys to the list of keys, with the chance of each and its bits.
-- Reads:   shared, key (the kind given, which stands before in the registry)
-- Params:  $kind_no, $given_no (-1: no parent), $source_kind_no (an earlier kind that has the same sources, -1: none), $proposes (0: its keys
--          propose no edge, millibits is 0), $account_count (N), $key_base, $source_base (what is numbered already)
-- Bits:    log2(1 / p); p is the usual chance where the kind has one, else accounts under the key / accounts under the parent
-- Method:  keys and sources are numbered within buckets of a hash, a bucket after the other, so that no machine has to sort them all.
-- Bits:    a millionth lies between a whole number of thousandths and its logarithm, which engines round in the last place only.
insert into key
with counted_key as (
  select key, parent_key, source, account_count, at_ms, usual, substr(md5(key), 1, 3) as bucket from shared
), key_size as (
  select bucket, count(*) as size from counted_key group by bucket
), key_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from key_size
), counted_source as (
  select source, substr(md5(source), 1, 3) as bucket from counted_key group by source
), source_size as (
  select bucket, count(*) as size from counted_source group by bucket
), source_before as (
  select bucket, sum(size) over (order by bucket) - size as before_count from source_size
), placed_source as (
  select counted_source.source, source_before.before_count + row_number() over (partition by counted_source.bucket order by counted_source.source) - 1 as place
  from counted_source join source_before on source_before.bucket = counted_source.bucket
), placed_key as (
  select counted_key.*, key_before.before_count + row_number() over (partition by counted_key.bucket order by counted_key.key) - 1 as place
  from counted_key join key_before on key_before.bucket = counted_key.bucket
)
select cast($key_base + counted.place as integer) as key_no,
       cast($kind_no as integer) as kind_no,
       counted.key, counted.parent_key, counted.source,
       coalesce(known.source_no, cast($source_base + placed_source.place as integer)) as source_no,
       parent.key_no as parent_no,
       counted.account_count,
       coalesce(parent.account_count, $account_count) as under_count,
       counted.at_ms,
       counted.usual,
       case when $proposes = 0 then 0 else cast(floor(1000 * log2(1 / least(1.0e0, coalesce(counted.usual, cast(counted.account_count as double) / greatest(coalesce(parent.account_count, $account_count), 1)))) + 1e-6) as bigint) end as millibits
from placed_key as counted
join placed_source on placed_source.source = counted.source
left join (select source, min(source_no) as source_no from key where kind_no = $source_kind_no group by source) as known on known.source = counted.source
left join key as parent on parent.key = counted.parent_key and parent.kind_no = $given_no

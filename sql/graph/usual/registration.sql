-- Meaning: the chance that an account was created in this bucket, in the ordinary course of things: the usual number of
--          registrations at this time of day over N.
-- Reads:   counted (registration keys, single ones included)
-- Method:  mean over the days of the look-back at the same time of day; a bucket counts at most four times the mean of
--          all buckets, so that a ring of thousands does not raise its own usual. One registration is added: a quiet
--          platform is not evidence.
-- Params:  $account_count (N), $from_ms, $to_ms, $bucket_ms
create table usual as
with typical as (
  select 4.0e0 * sum(account_count) / (2.0e0 * ($to_ms - $from_ms) / $bucket_ms) + 1.0e0 as cap from counted
), slot as (
  select cast(counted.key as bigint) % 86400000 as slot_ms,
         sum(cast(floor(1000 * least(cast(counted.account_count as double), typical.cap) + 0.5e0) as bigint)) / (1000.0e0 * ($to_ms - $from_ms) / 86400000.0e0) as usual_count
  from counted cross join typical
  group by cast(counted.key as bigint) % 86400000
)
select counted.key, least(0.5e0, (slot.usual_count + 1.0e0) / $account_count) as usual
from counted join slot on slot.slot_ms = cast(counted.key as bigint) % 86400000
where counted.account_count >= 2

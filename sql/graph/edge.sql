-- Meaning: pairs of accounts with the bits of what they share, a row per pair and kind, for pairs whose bits reach the floor.
-- Reads:   placed
-- Method:  bounded projection: all pairs up to the cap, above it each account with its next few neighbours; so the work
--          grows linearly and a ring of 17,000 is not lost. Per pair and source the best key counts once; a kind's sources add up.
--          Taste is capped: it may not carry a pair over the floor by itself.
-- Params:  $all_pairs_cap, $edge_floor_millibits, $taste_kind_no, $taste_cap_millibits
create table edge as
with met as (
  select one.account as a, other.account as b, one.kind_no, one.source_no,
         max(one.millibits - greatest(one.activity_millibits, other.activity_millibits)) as millibits
  from placed as one
  cross join range(1, $all_pairs_cap + 1) as neighbour(step)
  join placed as other on other.key_no = one.key_no and other.place = one.place + neighbour.step
  where neighbour.step <= one.reach
  group by one.account, other.account, one.kind_no, one.source_no
), summed as (
  select a, b, kind_no, cast(case when kind_no = $taste_kind_no then least(sum(millibits), $taste_cap_millibits) else sum(millibits) end as bigint) as millibits
  from met
  where millibits > 0
  group by a, b, kind_no
), totalled as (
  select a, b, kind_no, millibits, sum(millibits) over (partition by a, b) as total from summed
)
select a, b, kind_no, millibits, cast(total as bigint) as total_millibits
from totalled
where total >= $edge_floor_millibits

-- Meaning: pairs of accounts with the bits of what they share, a row per pair and kind, for pairs whose bits reach the floor.
-- Reads:   placed
-- Method:  bounded projection: all pairs up to the cap, above it each account with its next few neighbours; so the work
--          grows linearly and a ring of 17,000 is not lost. Per pair and source the best key counts once; a kind's sources add up.
--          Taste and the network are capped: neither may carry a pair over the floor by itself.
-- Params:  $all_pairs_cap, $neighbour_count, $edge_floor_millibits, $taste_kind_no, $network_kind_no, $weak_cap_millibits
create table edge as
with small as (
  select key_no, account, kind_no, source_no, millibits, place from placed where account_count <= $all_pairs_cap and millibits > 0
), large as (
  select key_no, account, kind_no, source_no, millibits, place from placed where account_count > $all_pairs_cap and millibits > 0
), step as (
  select distinct place as step from placed where place <= $neighbour_count
), pair as (
  select one.account as a, other.account as b, one.kind_no, one.source_no, least(one.millibits, other.millibits) as millibits
  from small as one
  join small as other on other.key_no = one.key_no
  where one.place < other.place
  union all
  select one.account, other.account, one.kind_no, one.source_no, least(one.millibits, other.millibits)
  from (select large.*, large.place + step.step as next_place from large cross join step) as one
  join large as other on other.key_no = one.key_no and other.place = one.next_place
), promising as (
  -- Everything added up is more than what counts once, or up to a cap: what does not reach the floor by this does not by that, and that is most. Nor does what is all of
  -- one kind that is capped below the floor.
  select a, b
  from pair
  group by a, b
  having sum(millibits) >= $edge_floor_millibits
     and (min(kind_no) < max(kind_no) or min(kind_no) not in ($taste_kind_no, $network_kind_no) or $weak_cap_millibits >= $edge_floor_millibits)
), met as (
  select pair.a, pair.b, pair.kind_no, pair.source_no, max(pair.millibits) as millibits
  from pair join promising on promising.a = pair.a and promising.b = pair.b
  group by pair.a, pair.b, pair.kind_no, pair.source_no
), summed as (
  select a, b, kind_no, cast(case when kind_no = $taste_kind_no or kind_no = $network_kind_no then least(sum(millibits), $weak_cap_millibits) else sum(millibits) end as bigint) as millibits
  from met
  group by a, b, kind_no
), reached as (
  select a, b, cast(sum(millibits) as bigint) as total_millibits
  from summed
  group by a, b
  having sum(millibits) >= $edge_floor_millibits
)
select summed.a, summed.b, summed.kind_no, summed.millibits, reached.total_millibits
from summed join reached on reached.a = summed.a and reached.b = summed.b

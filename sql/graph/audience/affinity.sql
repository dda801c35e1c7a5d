-- Meaning: pairs of accounts that share action-targets, with the number of targets and the bits: the affinity graph.
-- Reads:   affinity_place
-- Method:  bounded projection as in edge.sql; the order is the same for every key, so two accounts that share several are neighbours in several.
--          Of one target the rarest act counts.
-- Params:  $all_pairs_cap, $affinity_neighbour_count, $account_count (N), $min_affinity_targets, $affinity_floor_millibits
create table affinity as
with step as (
  select distinct place as step from affinity_place where place <= $affinity_neighbour_count
), pair as (
  select one.account as a, other.account as b, one.target_no, one.account_count
  from affinity_place as one
  join affinity_place as other on other.deed_no = one.deed_no
  where one.place < other.place and one.account_count <= $all_pairs_cap
  union all
  select one.account, other.account, one.target_no, one.account_count
  from (select affinity_place.*, affinity_place.place + step.step as next_place from affinity_place cross join step where affinity_place.account_count > $all_pairs_cap) as one
  join affinity_place as other on other.deed_no = one.deed_no and other.place = one.next_place
), twice as (
  -- A pair that met at one target only is no tie, and that is most.
  select a, b from pair group by a, b having min(target_no) < max(target_no)
), met as (
  select pair.a, pair.b, pair.target_no, cast(floor(1000 * log2(cast($account_count as double) / min(pair.account_count)) + 1e-6) as bigint) as millibits
  from pair join twice on twice.a = pair.a and twice.b = pair.b
  group by pair.a, pair.b, pair.target_no
)
select a, b, count(*) as target_count, cast(sum(millibits) as bigint) as millibits
from met
group by a, b
having count(*) >= $min_affinity_targets and sum(millibits) >= $affinity_floor_millibits

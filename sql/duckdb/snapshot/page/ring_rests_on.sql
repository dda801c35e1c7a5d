-- Meaning: the one value (a device, an address, a network, a target, a time) that a ring's evidence rests on most.
-- Gives:   one row: source, its kinds, how many of its keys count, bits, share of all bits (0 to 1), members that hold the best of them
-- Params:  $ring_id
with weighed as (
  select source, list(distinct kind order by kind) as kinds, cast(count(*) as integer) as key_count, sum(bits) as bits, max(member_count) as member_count
  from ring_evidence
  where ring_id = $ring_id and bits > 0
  group by source
)
select *, bits / (select sum(bits) from weighed) as share
from weighed
order by bits desc, source
limit 1

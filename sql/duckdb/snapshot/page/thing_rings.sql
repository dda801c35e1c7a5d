-- Meaning: the rings that a shared thing counts for, or is remembered by, the strongest first.
-- Gives:   bits and member_count null where it is only remembered from an earlier night
-- Params:  $kind (null: any), $key (a key or a source, exactly)
with counted as (
  select ring_id, sum(bits) as bits, max(member_count) as member_count from ring_evidence where ($kind is null or kind = $kind) and (key = $key or source = $key) group by ring_id
), known as (
  select distinct ring_id from ring_key where key = $key
)
select ring.ring_id, ring.status, ring.size, counted.bits, counted.member_count
from ring
left join counted on counted.ring_id = ring.ring_id
left join known on known.ring_id = ring.ring_id
where counted.ring_id is not null or known.ring_id is not null
order by counted.bits desc nulls last, length(ring.ring_id), ring.ring_id

-- Meaning: every accepted key of every ring with all that its bits were computed from: each bit is a row to look at.
-- Reads:   ring_key, published_ring, key, kind
-- Params:  $run_id
create table ring_evidence as
select $run_id as run_id, published_ring.ring_id, kind.kind, key.key, key.source, ring_key.member_count, ring_key.under_count,
       ring_key.outside_count, ring_key.outside_under_count, ring_key.probability, round(ring_key.bits, 3) as bits
from ring_key
join published_ring on published_ring.ring = ring_key.ring
join key on key.key_no = ring_key.key_no
join kind on kind.kind_no = key.kind_no
order by published_ring.ring, ring_key.bits desc, key.kind_no, key.key

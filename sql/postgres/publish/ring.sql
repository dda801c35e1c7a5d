-- Meaning: adds this run's new rings and brings those that go on up to date; the first run stays.
-- Reads:   new_ring
-- Params:  $1 run_id
insert into ringfence.ring (ring_id, first_run_id, last_run_id, size, evidence_bits, price_bits, kinds, status)
select ring_id, $1, $1, size, evidence_bits, price_bits, kinds, 'active'
from new_ring
on conflict (ring_id) do update set
  last_run_id = excluded.last_run_id, size = excluded.size, evidence_bits = excluded.evidence_bits,
  price_bits = excluded.price_bits, kinds = excluded.kinds, status = 'active'

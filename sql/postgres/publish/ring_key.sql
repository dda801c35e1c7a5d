-- Meaning: remembers what this run's rings are known by.
-- Reads:   new_ring_key
-- Params:  $1 run_id
insert into ringfence.ring_key (ring_id, kind, key, member_count, bits, last_run_id)
select ring_id, kind, key, member_count, bits, $1
from new_ring_key

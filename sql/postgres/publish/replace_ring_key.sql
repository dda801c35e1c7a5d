-- Meaning: a key that this run saw again gives way to its new numbers.
-- Reads:   new_ring_key
delete from ringfence.ring_key
using new_ring_key
where ring_key.ring_id = new_ring_key.ring_id and ring_key.kind = new_ring_key.kind and ring_key.key = new_ring_key.key

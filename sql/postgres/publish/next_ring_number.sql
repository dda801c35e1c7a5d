-- Meaning: the first number that no ring ever had.
-- Reads:   ring
select coalesce(max(cast(substr(ring_id, 3) as bigint)), 0) + 1 as next_ring_number
from ringfence.ring

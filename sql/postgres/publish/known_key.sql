-- Meaning: what every ring is known by.
-- Reads:   ring_key
select ring_id, kind, key, member_count, bits
from ringfence.ring_key

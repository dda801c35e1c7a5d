-- Meaning: what rings are known by, for the investigators' file.
select ring_id, kind, key, member_count, bits, last_run_id
from ringfence.ring_key
order by length(ring_id), ring_id, kind, key

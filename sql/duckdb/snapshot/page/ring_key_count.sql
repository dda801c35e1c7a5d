-- Meaning: how many keys count for a ring.
-- Params:  $ring_id
select count(*) as key_count from ring_evidence where ring_id = $ring_id and bits > 0

-- Meaning: one ring.
-- Params:  $ring_id
select * from ring_summary where ring_id = $ring_id

-- Meaning: what became of a ring, run by run, the oldest first.
-- Params:  $ring_id
select * from ring_history($ring_id)

-- Meaning: who acted when in a ring's moments, the earliest first.
-- Params:  $ring_id
select * from ring_acts($ring_id)

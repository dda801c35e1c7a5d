-- Meaning: a ring's story, in the order of time.
-- Params:  $ring_id
select * from ring_timeline($ring_id) order by happened_at, what, detail

-- Meaning: a ring's size and bits by night, the oldest first.
-- Params:  $ring_id
select * from ring_growth($ring_id)

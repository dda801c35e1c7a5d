-- Meaning: the moments in which a ring acted as one, the earliest first.
-- Params:  $ring_id
select * from ring_moments($ring_id)

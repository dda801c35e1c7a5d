-- Meaning: accounts that left a ring, the latest first.
-- Params:  $ring_id
select * from ring_former($ring_id)

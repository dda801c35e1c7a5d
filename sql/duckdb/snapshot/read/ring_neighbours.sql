-- Meaning: accounts outside a ring that are tied to it, the strongest first.
-- Params:  $ring_id
select * from ring_neighbours($ring_id)

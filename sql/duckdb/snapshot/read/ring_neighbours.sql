-- Meaning: accounts outside a ring that are tied to it, the strongest first.
-- Params:  $ring_id, $limit (null: all)
select * from ring_neighbours($ring_id) limit coalesce($limit, 9223372036854775807)

-- Meaning: accounts outside a ring that are tied to it most.
-- Gives:   the columns of ring_neighbours; total_count (neighbours in all)
-- Params:  $ring_id, $limit
select *, cast(count(*) over () as integer) as total_count
from ring_neighbours($ring_id)
order by bits desc, account_id
limit $limit

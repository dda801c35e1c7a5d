-- Meaning: the strongest moments in which a ring acted as one, in the order of time, each with those who came first.
-- Gives:   the columns of ring_moments, accounts cut; total_count (moments in all)
-- Params:  $ring_id, $limit (moments), $named (accounts of each)
select * exclude (place) replace (accounts[1:$named] as accounts)
from (
  select *, cast(count(*) over () as integer) as total_count, row_number() over (order by bits desc, first_at, kind, key) as place from ring_moments($ring_id)
) as placed
where place <= $limit
order by first_at, kind, key

-- Meaning: who acted on what: the bipartite graph of FRAUDAR.
-- Reads:   actions, person
-- Gives:   account_no, target_no (from 0), once each, ordered
-- Params:  $from_ms
-- Source:  Hooi et al. 2016
select distinct p.account_no, cast(dense_rank() over (order by a.target_id) - 1 as integer) as target_no
from actions as a
join person as p on p.account_id = a.account_id
where a.target_id is not null and epoch_ms(a.acted_at) >= $from_ms
order by account_no, target_no

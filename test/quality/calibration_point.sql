-- Meaning: what each proposal of the newest night knew, and whether the account was in a true ring.
-- Reads:   ban_candidate, ring, run, truth(account_id)
-- Gives:   evidence_bits, ring_size, population, in_ring; by account
select c.evidence_bits, cast(r.size as integer) as ring_size, cast(run.account_count as integer) as population,
       case when exists (select 1 from truth as t where t.account_id = c.account_id) then 1 else 0 end as in_ring
from ban_candidate as c
join ring as r on r.ring_id = c.ring_id
join run on run.run_id = c.run_id
where c.state in ('proposed', 'approved')
order by c.account_id

-- Meaning: what is proposed for the members of rings, by the size of the ring. The attack is left out: one ring of thousands would speak for all large ones.
-- Reads:   judged
-- Gives:   from_size, to_size (null: no end), ring_count, account_count (open members), watch_count, challenge_count, restrict_count, ban_count; ascending;
--          only sizes that occur
-- Method:  a ring is as large as the members that the run knows, closed ones included.
with sized as (
  select true_ring, open, proposal, action, count(*) over (partition by true_ring) as size
  from judged
  where true_ring is not null and not in_attack
), classed as (
  select *, case when size >= 200 then 200 when size >= 100 then 100 when size >= 21 then 21 when size >= 6 then 6 else 1 end as from_size
  from sized
)
select from_size, case from_size when 1 then 5 when 6 then 20 when 21 then 99 when 100 then 199 end as to_size,
       count(distinct true_ring) as ring_count, count(*) filter (where open) as account_count,
       count(*) filter (where open and proposal = 'watch') as watch_count, count(*) filter (where open and action = 'challenge') as challenge_count,
       count(*) filter (where open and action = 'restrict') as restrict_count, count(*) filter (where open and action = 'ban') as ban_count
from classed
group by from_size
order by from_size

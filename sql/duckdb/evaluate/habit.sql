-- Meaning: what is proposed for the members of rings, by habit and action.
-- Reads:   judged
-- Gives:   habit, ring_count, account_count (open members), and of them watch_count, challenge_count, restrict_count, ban_count; ordered by habit
select coalesce(habit, 'unknown') as habit, count(distinct true_ring) as ring_count, count(*) as account_count,
       count(*) filter (where proposal = 'watch') as watch_count, count(*) filter (where action = 'challenge') as challenge_count,
       count(*) filter (where action = 'restrict') as restrict_count, count(*) filter (where action = 'ban') as ban_count
from judged
where true_ring is not null and open
group by coalesce(habit, 'unknown')
order by coalesce(habit, 'unknown')

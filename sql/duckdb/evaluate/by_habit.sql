-- Meaning: recall by habit.
-- Reads:   judged
-- Gives:   habit, account_count (open members), found_count; ordered by habit
-- Params:  $only_ban
select coalesce(habit, 'unknown') as habit, count(*) as account_count,
       count(*) filter (where action is not null and (action = 'ban' or not $only_ban)) as found_count
from judged
where true_ring is not null and open
group by coalesce(habit, 'unknown')
order by coalesce(habit, 'unknown')

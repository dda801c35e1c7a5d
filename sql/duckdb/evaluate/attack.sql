-- Meaning: what is proposed for the accounts of the attack: rings that hold somebody of the kind "attack".
-- Reads:   judged
-- Gives:   habit, account_count (open members), and of them watch_count, challenge_count, restrict_count, ban_count; "attack" first, then by name.
--          No row: nobody attacks.
select coalesce(habit, 'unknown') as habit, count(*) as account_count,
       count(*) filter (where proposal = 'watch') as watch_count, count(*) filter (where action = 'challenge') as challenge_count,
       count(*) filter (where action = 'restrict') as restrict_count, count(*) filter (where action = 'ban') as ban_count
from judged
where in_attack and open
group by coalesce(habit, 'unknown')
order by case when coalesce(habit, 'unknown') = 'attack' then 0 else 1 end, coalesce(habit, 'unknown')

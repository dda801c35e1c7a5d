-- Meaning: who else is flagged in the rings that stand for a habit.
-- Reads:   judged
-- Gives:   habit (null: found rings without any true member), flagged_count, right_count; ordered by habit
-- Method:  an innocent has no habit, but it was flagged in some found ring. A found ring stands for the habit that most of its true members
--          have (the first by name in a tie); everybody flagged in it counts there.
-- Params:  $only_ban
with cell as (
  select found_ring, coalesce(habit, 'unknown') as habit, count(*) as member_count
  from judged
  where found_ring is not null and guilty
  group by found_ring, coalesce(habit, 'unknown')
), main as (
  select found_ring, habit
  from (select found_ring, habit, row_number() over (partition by found_ring order by member_count desc, habit) as place from cell) as ranked
  where place = 1
)
select m.habit, count(*) as flagged_count, count(*) filter (where j.guilty) as right_count
from judged as j
left join main as m on m.found_ring = j.found_ring
where j.found_ring is not null and (j.action = 'ban' or not $only_ban)
group by m.habit
order by m.habit nulls last

-- Meaning: which true rings were found.
-- Reads:   judged
-- Gives:   ring, habit, member_count (open members), best_count (its members in the found ring with most of them), found; ordered by ring
-- Method:  found: at least half of the open members are flagged in one ring, and at least half of the accounts that are
--          flagged in that one are this ring's. So a ring swallowed by a larger one is not found.
with member as (
  select true_ring, min(habit) as habit, count(*) as member_count from judged where true_ring is not null and open group by true_ring
), cell as (
  select true_ring, found_ring, count(*) as shared_count from judged where true_ring is not null and open and found_ring is not null group by true_ring, found_ring
), found_size as (
  select found_ring, count(*) as found_count from judged where found_ring is not null group by found_ring
), judged_cell as (
  select c.true_ring, c.shared_count, 2 * c.shared_count >= m.member_count and 2 * c.shared_count >= f.found_count as found
  from cell as c
  join member as m on m.true_ring = c.true_ring
  join found_size as f on f.found_ring = c.found_ring
)
select m.true_ring as ring, coalesce(m.habit, 'unknown') as habit, m.member_count, coalesce(max(j.shared_count), 0) as best_count, coalesce(bool_or(j.found), false) as found
from member as m
left join judged_cell as j on j.true_ring = m.true_ring
group by m.true_ring, m.habit, m.member_count
order by m.true_ring

-- Meaning: which true rings were found.
-- Reads:   judged
-- Gives:   ring, habit, size (its members that the run knows), in_attack, member_count (open members), flagged_count (of them), best_count (its members in the found ring with most of them), overlap_share (of that one:
--          shared accounts / the smaller of the two), found; ordered by ring
-- Method:  found: some found ring overlaps it by at least .8 (shared / smaller set), holds at least half of its open members, and is at least
--          half its own. The overlap alone would call a ring found of which one account was flagged, or one swallowed by a far larger.
with member as (
  select true_ring, min(habit) as habit, count(*) as size, bool_or(in_attack) as in_attack, count(*) filter (where open) as member_count,
         count(*) filter (where open and action is not null) as flagged_count
  from judged
  where true_ring is not null
  group by true_ring
  having count(*) filter (where open) > 0
), cell as (
  select true_ring, found_ring, count(*) as shared_count from judged where true_ring is not null and open and found_ring is not null group by true_ring, found_ring
), found_size as (
  select found_ring, count(*) as found_count from judged where found_ring is not null group by found_ring
), judged_cell as (
  select c.true_ring, c.found_ring, c.shared_count,
         c.shared_count / least(m.member_count, f.found_count) as overlap_share,
         10 * c.shared_count >= 8 * least(m.member_count, f.found_count) and 2 * c.shared_count >= m.member_count and 2 * c.shared_count >= f.found_count as found
  from cell as c
  join member as m on m.true_ring = c.true_ring
  join found_size as f on f.found_ring = c.found_ring
), best as (
  select true_ring, shared_count, overlap_share, found
  from (select *, row_number() over (partition by true_ring order by found desc, shared_count desc, found_ring) as place from judged_cell) as ranked
  where place = 1
)
select m.true_ring as ring, coalesce(m.habit, 'unknown') as habit, m.size, m.in_attack, m.member_count, m.flagged_count, coalesce(b.shared_count, 0) as best_count,
       coalesce(b.overlap_share, 0) as overlap_share, coalesce(b.found, false) as found
from member as m
left join best as b on b.true_ring = m.true_ring
order by m.true_ring

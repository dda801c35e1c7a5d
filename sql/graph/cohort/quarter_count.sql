-- Meaning: how many joined in each quarter of an hour, and how many of them nobody saw after their first day.
-- Reads:   joined
-- Gives:   quarter, joined_count, asleep_count; ordered by quarter; quarters in which nobody joined are missing
select quarter, count(*) as joined_count, sum(is_asleep) as asleep_count
from joined
group by quarter
order by quarter

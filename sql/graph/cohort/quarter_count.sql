-- Meaning: how many joined in each quarter of an hour, how many of them nobody saw after their first day, and how many only logged in.
-- Reads:   joined
-- Gives:   quarter, joined_count, asleep_count, warm_count; ordered by quarter; quarters in which nobody joined are missing
select quarter, count(*) as joined_count, sum(case when state = 'asleep' then 1 else 0 end) as asleep_count, sum(case when state = 'warm' then 1 else 0 end) as warm_count
from joined
group by quarter
order by quarter

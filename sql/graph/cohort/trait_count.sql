-- Meaning: how many sleepers of the accepted runs, and how many of all others, have each value of each trait.
-- Reads:   sleeper
-- Gives:   trait, value, run_count, other_count; ordered by both
select trait, value, sum(case when standing = 'accepted' then 1 else 0 end) as run_count, sum(case when run_no is null then 1 else 0 end) as other_count
from (
  select 'network' as trait, network as value, run_no, standing from sleeper
  union all select 'address', address, run_no, standing from sleeper
  union all select 'device', device, run_no, standing from sleeper
  union all select 'wait', wait, run_no, standing from sleeper
  union all select 'logins', logins, run_no, standing from sleeper
  union all select 'visits', visits, run_no, standing from sleeper
) as traits
where value is not null
group by trait, value
order by trait, value

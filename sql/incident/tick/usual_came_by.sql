-- Meaning: by what silent accounts of some age usually come.
-- Reads:   night_came_by
-- Gives:   came_by (0 to 2), account_count; ordered by came_by
select place.came_by, count(night.account) as account_count
from (select unnest(range(3)) as came_by) as place left join night_came_by as night on night.came_by = place.came_by
group by place.came_by
order by place.came_by

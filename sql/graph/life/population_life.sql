-- Meaning: how the accounts of this source live as a whole: what a group is measured against, not a constant.
-- Reads:   account_life
-- Gives:   unseen_count and active_count over everybody; median_act_count of the accounts that act at all
select coalesce(sum(unseen_count), 0) as unseen_count, coalesce(sum(active_count), 0) as active_count,
       coalesce(median(case when act_count > 0 then act_count end), 0) as median_act_count
from account_life

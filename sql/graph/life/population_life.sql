-- Meaning: how the accounts of this source live as a whole: what a group is measured against, not a constant.
-- Reads:   account_life
-- Gives:   unseen_count and active_count over everybody; median_act_count of the accounts that act at all; acting_count, target_sum, target_square_sum: these accounts, the sum of
--          their target_millis and of the squares
select coalesce(sum(unseen_count), 0) as unseen_count, coalesce(sum(active_count), 0) as active_count,
       coalesce(median(case when act_count > 0 then act_count end), 0) as median_act_count,
       count(target_millis) as acting_count, coalesce(sum(target_millis), 0) as target_sum, coalesce(sum(target_millis * target_millis), 0) as target_square_sum
from account_life

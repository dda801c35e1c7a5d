-- Meaning: how the accounts of this source live as a whole: what a group is measured against, not a constant.
-- Reads:   account_life
-- Gives:   unseen_count and active_count over everybody; of the accounts that act at all their number, the median of their acts, and the sums of act_log and of its
--          squares, to which the others add nothing
select coalesce(sum(unseen_count), 0) as unseen_count, coalesce(sum(active_count), 0) as active_count,
       coalesce(median(case when act_count > 0 then act_count end), 0) as median_act_count,
       coalesce(sum(case when act_count > 0 then 1 else 0 end), 0) as acting_count, coalesce(sum(act_log), 0) as log_sum, coalesce(sum(act_log * act_log), 0) as log_square_sum
from account_life

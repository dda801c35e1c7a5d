-- Meaning: how the accounts of this source live as a whole: what a group is measured against, not a constant.
-- Reads:   account_life
-- Gives:   unseen_count and active_count over everybody; of the accounts that act at all their number, the median of their acts, and log_sum, log_square_sum of 1000 times
--          the binary logarithm of 1 + acts
with lived as (
  select unseen_count, active_count, act_count, case when act_count > 0 then cast(floor(1000e0 * log2(1e0 + act_count) + 1e-6) as bigint) end as act_log from account_life
)
select coalesce(sum(unseen_count), 0) as unseen_count, coalesce(sum(active_count), 0) as active_count,
       coalesce(median(case when act_count > 0 then act_count end), 0) as median_act_count,
       count(act_log) as acting_count, coalesce(sum(act_log), 0) as log_sum, coalesce(sum(act_log * act_log), 0) as log_square_sum
from lived

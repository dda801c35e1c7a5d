-- Trace:      registration
-- Meaning:    the account was created in this quarter of an hour.
-- Reads:      account
-- Gives:      two rows per account, on two grids half a bucket apart; all of registration is one source
-- Class:      own-act, where the account was not the bucket's first
-- Params:     $from_ms, $to_ms (UTC, end excluded), $bucket_ms
-- Caveat:     the chance is the usual number of registrations at this time of day over all accounts, which is the
--             chain of "this day" and "this quarter hour of the day" in one step
-- Source:     Yuan et al. 2019 (Ianus) for registration as the early signal
select account, cast(bucket_start_ms as string) as key, cast(created_ms - created_ms % 86400000 as string) as parent_key,
       'registration' as source, created_ms as first_ms, created_ms as last_ms
from (
  select account, created_ms, created_ms - created_ms % $bucket_ms as bucket_start_ms
  from account
  where created_ms >= $from_ms and created_ms < $to_ms
  union all
  select account, created_ms, created_ms - (created_ms + cast(floor($bucket_ms / 2) as bigint)) % $bucket_ms as bucket_start_ms
  from account
  where created_ms >= $from_ms and created_ms < $to_ms
) as bucketed

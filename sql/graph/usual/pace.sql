-- Meaning: the chance that somebody who came to a target at all came on this day, in the ordinary course of things.
-- Reads:   counted (pace keys, single ones included), thing_key and key (their parents)
-- Method:  two accounts drawn from one audience: how often they came on the same day, over all targets with an audience of
--          about this size (powers of two), each target counting once. Shows that run once a week are full on one day, and a small room's
--          few days are nobody's plan; so the share, and not one over the number of days.
-- Params:  $given_no, $bucket_ms
-- Exact:   shares are summed as integers (parts in a million), because sums of doubles depend on their order.
create table usual as
with sized as (
  select counted.thing_no, counted.moment_ms, counted.account_count, parent.account_count as audience_count,
         cast(floor(log2(parent.account_count) + 1e-9) as integer) as size_bin
  from counted
  join thing_key on thing_key.thing_no = counted.thing_no and thing_key.kind_no = $given_no
  join key as parent on parent.key_no = thing_key.key_no
), met as (
  -- Two grids: every pair that came on one day is counted in each.
  select thing_no, size_bin,
         cast(floor(1000000 * least(1.0e0, sum(account_count * (account_count - 1)) / (2.0e0 * audience_count * (audience_count - 1))) + 0.5e0) as bigint) as share_ppm
  from sized
  where audience_count >= 3
  group by thing_no, size_bin, audience_count
), whole as (
  select sum(share_ppm) as share_ppm, count(*) as target_count from met
), curve as (
  -- Shrunk to the targets of all sizes with the weight of 20 targets, for sizes that are rare.
  select met.size_bin, (sum(met.share_ppm) + 20.0e0 * any_value(whole.share_ppm) / any_value(whole.target_count)) / (1000000.0e0 * (count(*) + 20)) as share
  from met cross join whole
  group by met.size_bin
)
select sized.thing_no, sized.moment_ms, least(0.5e0, greatest(0.000001e0, coalesce(curve.share, 0.5e0))) as usual
from sized left join curve on curve.size_bin = sized.size_bin
where sized.account_count >= 2

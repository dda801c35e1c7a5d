-- Meaning: what each ring is known by besides its accounts: the sources that its members hold far beyond their part of all accounts.
-- Reads:   ring_account, key, holding, kind
-- Params:  $account_count (N), $key_limit (keys per ring)
-- Gives:   ring, kind, key (the source: an address without its day, a target without its moments), member_count (2 and more),
--          bits (log2 of all holdings of the kind / those of this source); at most $key_limit a ring
-- Leaves out: subnet, timing, audience, pace and closed_audience, whose address and target say it again; registration, flood and cohort, which have no source to come back to
with held as (
  select ring_account.ring, key.kind_no, key.source_no, min(key.source) as source, count(distinct ring_account.account) as member_count
  from ring_account
  join holding on holding.account = ring_account.account
  join key on key.key_no = holding.key_no
  join kind on kind.kind_no = key.kind_no
  where kind.kind not in ('subnet', 'timing', 'audience', 'pace', 'closed_audience', 'registration', 'flood', 'cohort')
  group by ring_account.ring, key.kind_no, key.source_no
  having count(distinct ring_account.account) >= 2
), counted as (
  select key.kind_no, key.source_no, count(*) as holding_count, count(distinct holding.account) as account_count
  from key join holding on holding.key_no = key.key_no
  where key.source_no in (select source_no from held)
  group by key.kind_no, key.source_no
), total as (
  select kind_no, sum(account_count) as holding_count from key group by kind_no
), size as (
  select ring, count(*) as member_count from ring_account group by ring
), ranked as (
  select held.ring, kind.kind, held.source, held.member_count,
         log2(cast(total.holding_count as double) / counted.holding_count) as bits,
         held.member_count * log2((cast(held.member_count as double) / size.member_count) / (cast(counted.account_count as double) / $account_count)) as surprise
  from held
  join counted on counted.kind_no = held.kind_no and counted.source_no = held.source_no
  join total on total.kind_no = held.kind_no
  join size on size.ring = held.ring
  join kind on kind.kind_no = held.kind_no
)
select ring, kind, source as key, member_count, round(bits, 3) as bits
from ranked
where surprise > 0
qualify row_number() over (partition by ring order by surprise desc, kind, source) <= $key_limit
order by ring, surprise desc, kind, source

-- Meaning: what a ring shares: every key that counts for it, the strongest first.
-- Gives:   first_at and last_at: when its members left the trace, to the millisecond (UTC); a key's own time is only the bucket it fell into
create macro ring_keys(wanted_ring) as table
with counted as materialized (
  -- The limit, above what a ring can have, is what tells the planner that these are few.
  select key.key_no, evidence.kind, evidence.key
  from (select kind, key from ring_evidence where ring_id = wanted_ring limit 1000000) as evidence join coded.key as key on key.kind = evidence.kind and key.key = evidence.key
  limit 1000000
), member as (
  select account.account
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = wanted_ring
), held as (
  select counted.kind, counted.key, min(holding.first_ms) as first_ms, max(holding.last_ms) as last_ms
  from coded.holding as holding
  join counted on counted.key_no = holding.key_no
  join member on member.account = holding.account
  group by counted.kind, counted.key
)
select evidence.kind, evidence.key, evidence.source, evidence.member_count, evidence.under_count, evidence.outside_count, evidence.outside_under_count,
       evidence.probability, evidence.bits,
       make_timestamptz(held.first_ms * 1000) as first_at, make_timestamptz(held.last_ms * 1000) as last_at
from ring_evidence as evidence
left join held on held.kind = evidence.kind and held.key = evidence.key
where evidence.ring_id = wanted_ring
order by evidence.bits desc, evidence.kind, evidence.key

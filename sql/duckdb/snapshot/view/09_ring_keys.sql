-- Meaning: what a ring shares: every key that counts for it, the strongest first.
-- Gives:   first_at and last_at: when its members left the trace, to the millisecond (UTC); a key's own time is only the bucket it fell into
create macro ring_keys(wanted_ring) as table
with member as (
  select account.account
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = wanted_ring
), held as (
  select key.kind, key.key, min(holding.first_ms) as first_ms, max(holding.last_ms) as last_ms
  from coded.key as key
  join coded.holding as holding on holding.key_no = key.key_no
  join member on member.account = holding.account
  where key.key in (select key from ring_evidence where ring_id = wanted_ring)
  group by key.kind, key.key
)
select evidence.kind, evidence.key, evidence.source, evidence.member_count, evidence.under_count, evidence.outside_count, evidence.outside_under_count,
       evidence.probability, evidence.bits,
       make_timestamptz(held.first_ms * 1000) as first_at, make_timestamptz(held.last_ms * 1000) as last_at
from ring_evidence as evidence
left join held on held.kind = evidence.kind and held.key = evidence.key
where evidence.ring_id = wanted_ring
order by evidence.bits desc, evidence.kind, evidence.key

-- Meaning: who did what when: every act of a member in a moment that counts for its ring, to the millisecond.
-- Gives:   one row per moment and member; key (the moment's, as in ring_keys), what (the deed, the target, or registration), acted_at and
--          last_acted_at (UTC; the same where it acted once), bits (the moment's). Only kinds that prove coordination; see trace_kind
-- Caveat:  limits above what a ring can have tell the planner that these are few; else it would hash all keys and accounts, more than a reader's memory holds.
create macro ring_acts(wanted_ring) as table
with counted as materialized (
  select key.key_no, evidence.kind, evidence.key, case when evidence.source = evidence.kind then evidence.kind else coalesce(key.parent_key, evidence.source) end as what, evidence.bits
  from (select evidence.* from ring_evidence as evidence join trace_kind on trace_kind.kind = evidence.kind and trace_kind.proves = 'coordination' where evidence.ring_id = wanted_ring limit 1000000) as evidence
  join coded.key as key on key.key = evidence.key and key.kind = evidence.kind
  limit 1000000
), member as materialized (
  select account.account, account.account_id
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = wanted_ring limit 1000000
)
select counted.kind, counted.key, counted.what, member.account_id, make_timestamptz(holding.first_ms * 1000) as acted_at, make_timestamptz(holding.last_ms * 1000) as last_acted_at, counted.bits
from coded.holding as holding
join counted on counted.key_no = holding.key_no
join member on member.account = holding.account
order by holding.first_ms, counted.kind, counted.key, member.account_id

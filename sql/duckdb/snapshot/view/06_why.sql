-- Meaning: why is this account here? Every key that counts for its ring and that it holds, the strongest first.
-- Gives:   no row for an account in no ring
create macro why(wanted_account) as table
select evidence.ring_id, evidence.kind, evidence.key, evidence.member_count, evidence.under_count, evidence.bits, evidence.probability,
       trace.first_seen, trace.last_seen
from (
  -- The limit, above what one account can hold, is what tells the planner that these are few; else it would hash all keys.
  with own as materialized (
    select key_no, first_ms, last_ms from coded.holding where account in (select account from coded.account where account_id = wanted_account) limit 1000000
  )
  select key.kind, key.key, make_timestamptz(own.first_ms * 1000) as first_seen, make_timestamptz(own.last_ms * 1000) as last_seen
  from own join coded.key as key on key.key_no = own.key_no
) as trace
join ring_evidence as evidence on evidence.kind = trace.kind and evidence.key = trace.key
where evidence.ring_id in (
  select ring_id from current_member where account_id = wanted_account and status = 'active'
)
order by evidence.bits desc, evidence.kind, evidence.key

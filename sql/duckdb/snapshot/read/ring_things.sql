-- Meaning: which member of a ring holds which of the keys that count for it, and when it first and last left the trace.
-- Params:  $ring_id
with member as (
  select account.account, account.account_id
  from current_member join coded.account as account on account.account_id = current_member.account_id
  where current_member.ring_id = $ring_id
)
select evidence.kind, evidence.key, member.account_id, make_timestamptz(holding.first_ms * 1000) as first_at, make_timestamptz(holding.last_ms * 1000) as last_at
from ring_evidence as evidence
join coded.key as key on key.kind = evidence.kind and key.key = evidence.key
join coded.holding as holding on holding.key_no = key.key_no
join member on member.account = holding.account
where evidence.ring_id = $ring_id
order by evidence.bits desc, evidence.kind, evidence.key, member.account_id

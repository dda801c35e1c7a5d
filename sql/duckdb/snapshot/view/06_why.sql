-- Meaning: why is this account here? Every key that counts for its ring and that it holds, the strongest first.
-- Gives:   no row for an account in no ring
create macro why(wanted_account) as table
select evidence.ring_id, evidence.kind, evidence.key, evidence.member_count, evidence.under_count, evidence.bits, evidence.probability,
       trace.first_seen, trace.last_seen
from (select kind, key, first_seen, last_seen from trace where account_id = wanted_account) as trace
join ring_evidence as evidence on evidence.kind = trace.kind and evidence.key = trace.key
where evidence.ring_id in (
  select ring_id from current_member where account_id = wanted_account and status = 'active'
)
order by evidence.bits desc, evidence.kind, evidence.key

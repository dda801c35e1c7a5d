-- Meaning: the rings that held one account, for the account's own request.
-- Params:  $1 account_id
select ring_member.run_id, run.as_of, ring_member.ring_id, ring_member.role, ring_member.evidence_bits
from ringfence.ring_member
join ringfence.run on run.run_id = ring_member.run_id
where ring_member.account_id = $1
order by run.as_of, run.finished_at, ring_member.run_id

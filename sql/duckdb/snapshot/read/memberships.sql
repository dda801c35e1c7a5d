-- Meaning: the rings that ever held an account, newest run first.
-- Params:  $account_id
select ring_member.ring_id, ring_member.run_id, run.as_of, ring_member.role, ring_member.evidence_bits, ring.status, ring.size
from ring_member
join ring on ring.ring_id = ring_member.ring_id
left join run on run.run_id = ring_member.run_id
where ring_member.account_id = $account_id
order by run.as_of desc, run.finished_at desc, ring_member.run_id, ring_member.ring_id

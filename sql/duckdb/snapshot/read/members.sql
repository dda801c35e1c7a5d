-- Meaning: the accounts of a ring in the newest run that found it, strongest first, with what is proposed for them.
-- Params:  $ring_id
select ring_member.account_id, ring_member.role, ring_member.evidence_bits, open_candidate.action
from ring
join ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id
left join (select account_id, action from ban_candidate where state in ('proposed', 'approved')) as open_candidate on open_candidate.account_id = ring_member.account_id
where ring.ring_id = $ring_id
order by ring_member.evidence_bits desc, ring_member.account_id

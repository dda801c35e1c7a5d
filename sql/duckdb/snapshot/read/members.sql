-- Meaning: the accounts of a ring in the newest run that found it, strongest first, with what is proposed for them.
-- Params:  $ring_id
select member.account_id, member.role, member.evidence_bits, open_candidate.action
from current_member as member
left join (select account_id, action from ban_candidate where state in ('proposed', 'approved')) as open_candidate on open_candidate.account_id = member.account_id
where member.ring_id = $ring_id
order by member.evidence_bits desc, member.account_id

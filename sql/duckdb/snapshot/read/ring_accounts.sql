-- Meaning: the accounts of a ring in the newest run that found it, strongest first, with all that is known of each.
-- Gives:   created_at, protected, closed_at and the counts null for an account that the newest run did not see; action, probability, state and
--          reasons null where nothing is proposed
-- Params:  $ring_id
select ring_member.account_id, ring_member.role, ring_member.evidence_bits, open_candidate.action, open_candidate.probability, open_candidate.state,
       json_extract_string(open_candidate.reasons, '$.summary') as summary,
       account.created_at, account.protected, account.closed_at, account.login_count, account.action_count
from ring
join ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id
left join account on account.account_id = ring_member.account_id
left join (select * from ban_candidate where state in ('proposed', 'approved')) as open_candidate on open_candidate.account_id = ring_member.account_id
where ring.ring_id = $ring_id
order by ring_member.evidence_bits desc, ring_member.account_id

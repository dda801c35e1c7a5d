-- Meaning: the accounts of a ring in the newest run that found it, strongest first, with all that is known of each.
-- Gives:   created_at, protected, closed_at and the counts null for an account that the newest run did not see; action, probability, state and
--          reasons null where nothing is proposed
-- Params:  $ring_id
select member.account_id, member.role, member.evidence_bits, open_candidate.action, open_candidate.probability, open_candidate.state,
       json_extract_string(open_candidate.reasons, '$.summary') as summary,
       account.created_at, account.protected, account.closed_at, account.login_count, account.action_count
from current_member as member
left join account on account.account_id = member.account_id
left join (select * from ban_candidate where state in ('proposed', 'approved')) as open_candidate on open_candidate.account_id = member.account_id
where member.ring_id = $ring_id
order by member.evidence_bits desc, member.account_id

-- Meaning: what was proposed at state_at and not yet decided against or ended; the strongest action, then the strongest evidence first.
create view candidate_list as
select account_id, action, ring_id, evidence_bits, probability, kinds, json_extract_string(reasons, '$.summary') as summary,
       state, proposed_at, expires_at, run_id, case_id, overturned_at, overturned_reason,
       (select max(finished_at) from run where status = 'published') as state_at
from ban_candidate
where state in ('proposed', 'approved')
order by list_position(['ban', 'restrict', 'challenge', 'watch'], action), evidence_bits desc, account_id

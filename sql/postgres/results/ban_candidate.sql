-- Meaning: every proposal, for the investigators' file; kinds and reasons as JSON; with when and why a decision about the account was last overturned.
select candidate.run_id, candidate.account_id, candidate.ring_id, candidate.action, candidate.evidence_bits, candidate.probability, array_to_json(candidate.kinds) as kinds, candidate.reasons,
  candidate.state, candidate.proposed_at, candidate.expires_at, candidate.case_id, past.overturned_at, past.reason as overturned_reason
from ringfence.ban_candidate as candidate
left join (
  select distinct on (account_id) account_id, overturned_at, reason from ringfence.overturned order by account_id, overturned_at desc, case_id desc
) as past on past.account_id = candidate.account_id
order by candidate.run_id, candidate.account_id

-- Meaning: what people decided about the cases of one account, for the account's own request; not who decided, nor their notes.
-- Params:  $1 account_id
select ban_candidate.run_id, ban_candidate.ring_id, ban_candidate.action, decision.verdict, decision.decided_at
from ringfence.decision
join ringfence.ban_candidate on ban_candidate.case_id = decision.case_id
where ban_candidate.account_id = $1
order by decision.decision_id

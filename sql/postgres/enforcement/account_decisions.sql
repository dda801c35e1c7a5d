-- Meaning: who decided what about an account, the newest first; for auditors. Of the first 100,000 decisions.
-- Params:  $1 account
select decision.decision_id, decision.case_id, decision.verdict, decision.reason, decision.decided_by, decision.decided_at, decision.review_id
from ringfence.read_decisions(0, 100000) as decision
where decision.case_id in (select case_id from ringfence.read_cases(null, $1, null))
order by decision.decision_id desc

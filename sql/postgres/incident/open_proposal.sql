-- Meaning: what an incident has proposed and nobody has ended yet.
-- Gives:   account_id, action
-- Params:  $1 the incident's ring
select candidate.account_id, candidate.action
from ringfence.ban_candidate as candidate
join ringfence.run on run.run_id = candidate.run_id and run.kind = 'incident'
where candidate.ring_id = $1 and candidate.state in ('proposed', 'approved')

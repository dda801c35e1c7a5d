-- Meaning: open proposals of this incident are withdrawn where its evidence is gone. No other run's are.
-- Params:  $1 the incident's ring, $2 accounts
update ringfence.ban_candidate as candidate
set state = 'withdrawn'
from ringfence.run
where run.run_id = candidate.run_id and run.kind = 'incident' and candidate.ring_id = $1 and candidate.state = 'proposed'
  and candidate.account_id = any ($2)

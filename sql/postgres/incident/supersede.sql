-- Meaning: an open proposal of this incident gives way to a stronger one of it.
-- Params:  $1 the incident's ring, $2 accounts that are to be restricted
update ringfence.ban_candidate as candidate
set state = 'superseded'
from ringfence.run
where run.run_id = candidate.run_id and run.kind = 'incident' and candidate.ring_id = $1 and candidate.state in ('proposed', 'approved') and candidate.action = 'challenge'
  and candidate.account_id = any ($2)

-- Meaning: whom this run has proposed is of the ring, under the ring's last run.
-- Params:  $1 the incident's ring, $2 run_id
insert into ringfence.ring_member (run_id, ring_id, account_id, evidence_bits, role)
select ring.last_run_id, ring.ring_id, candidate.account_id, candidate.evidence_bits, 'core'
from ringfence.ban_candidate as candidate
join ringfence.ring on ring.ring_id = candidate.ring_id
where candidate.run_id = $2 and candidate.ring_id = $1
  and not exists (select from ringfence.ring_member as known where known.run_id = ring.last_run_id and known.ring_id = $1 and known.account_id = candidate.account_id)

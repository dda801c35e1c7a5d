-- Meaning: how many the ring has now, and what speaks for them.
-- Params:  $1 ring_id
update ringfence.ring
set size = greatest(2, now.size), evidence_bits = now.evidence_bits
from (
  select count(*) as size, coalesce(sum(member.evidence_bits), 0) as evidence_bits
  from ringfence.ring_member as member join ringfence.ring as one on one.ring_id = member.ring_id and one.last_run_id = member.run_id
  where member.ring_id = $1
) as now
where ring.ring_id = $1

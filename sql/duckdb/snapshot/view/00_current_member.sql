-- Meaning: the accounts of every ring in the newest run that found it: who is in it now, or was when it was last found.
create view current_member as
select ring.ring_id, ring.status, ring_member.account_id, ring_member.role, ring_member.evidence_bits
from ring join ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id

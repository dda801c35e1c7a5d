-- Meaning: the accounts of the newest run.
create view account as
select account_id, created_at, protected, closed_at, login_count, action_count,
       exists (
         select 1 from ring_member join ring on ring.ring_id = ring_member.ring_id and ring.last_run_id = ring_member.run_id
         where ring.status = 'active' and ring_member.account_id = listed.account_id
       ) as in_ring
from coded.account as listed

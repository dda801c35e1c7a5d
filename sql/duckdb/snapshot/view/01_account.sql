-- Meaning: the accounts of the newest run.
create view account as
select account_id, created_at, protected, closed_at, login_count, action_count,
       exists (select 1 from current_member where status = 'active' and current_member.account_id = listed.account_id) as in_ring
from coded.account as listed

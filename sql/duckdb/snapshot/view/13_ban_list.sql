-- Meaning: the ban list as it was at state_at; the live one is ringfence.ban_list in the database.
create view ban_list as
select account_id, ring_id, summary as reason, proposed_at, expires_at, state_at
from candidate_list
where action = 'ban'
order by evidence_bits desc, account_id

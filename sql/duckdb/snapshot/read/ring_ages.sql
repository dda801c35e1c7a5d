-- Meaning: when the accounts of a ring were created, of the newest run that found it.
-- Gives:   one row; known_count 0 and nulls where the file does not hold them
-- Params:  $ring_id
select min(account.created_at) as oldest_at, quantile_disc(account.created_at, 0.5) as median_at, max(account.created_at) as newest_at, count(account.created_at) as known_count
from current_member join coded.account as account on account.account_id = current_member.account_id
where current_member.ring_id = $ring_id

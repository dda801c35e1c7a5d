-- Meaning: when the accounts of a ring were created, of the newest run that found it.
-- Gives:   one row; known_count 0 and nulls where the file does not hold them
-- Params:  $ring_id
select min(account.created_at) as oldest_at, quantile_disc(account.created_at, 0.5) as median_at, max(account.created_at) as newest_at, count(account.created_at) as known_count
from ring
join ring_member on ring_member.ring_id = ring.ring_id and ring_member.run_id = ring.last_run_id
join account on account.account_id = ring_member.account_id
where ring.ring_id = $ring_id

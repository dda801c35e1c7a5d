-- Meaning: the logins that are there when the replay begins, in the order in which a platform writes them: indexes of blocks (BRIN) find the last minutes.
-- Params:  $from_ms
select account_id, device_id, ip, logged_in_at from logins where arrives_ms < $from_ms
order by happened_ms, account_id

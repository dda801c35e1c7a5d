-- Meaning: the logins that are there when the replay begins.
-- Params:  $from_ms
select account_id, device_id, ip, logged_in_at from logins where arrives_ms < $from_ms

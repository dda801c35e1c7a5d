-- Meaning: the actions that are there when the replay begins.
-- Params:  $from_ms
select account_id, action, target_id, acted_at from actions where arrives_ms < $from_ms

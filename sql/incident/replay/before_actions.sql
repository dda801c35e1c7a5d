-- Meaning: the actions that are there when the replay begins, in the order in which a platform writes them: indexes of blocks (BRIN) find the last minutes.
-- Params:  $from_ms
select account_id, action, target_id, acted_at from actions where arrives_ms < $from_ms
order by happened_ms, account_id

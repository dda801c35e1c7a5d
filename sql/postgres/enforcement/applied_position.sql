-- Meaning: how far a consumer has applied the feed; the row is locked until the end of the transaction.
-- Params:  $1 consumer
select epoch, seq, hash from ringfence_applied_position where consumer = $1 for update

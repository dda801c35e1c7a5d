-- Meaning: rows of the feed after a number, in order.
-- Params:  $1 after, $2 at most
select seq, epoch, effect, account_id, action, reason_code, effective_at, expires_at, ring_id, case_id, release_id, statement, prev_hash, hash, basis from ringfence.feed_read($1, $2)

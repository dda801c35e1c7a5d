-- Meaning: where the feed and the ledger end.
select epoch, seq, hash, link_id, link_hash from ringfence.anchor()

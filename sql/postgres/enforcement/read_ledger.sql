-- Meaning: links of the ledger after a number, with their rows as they are now.
-- Params:  $1 after, $2 at most
select link_id, about, first_id, last_id, digest, prev_hash, hash, lines from ringfence.read_ledger($1, $2)

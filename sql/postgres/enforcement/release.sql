-- Meaning: writes what may leave to the feed, past the brakes; the same id again does nothing.
-- Gives:   one row: outcome, brake, facts, applied, lifted, waiting, first_seq, last_seq
-- Params:  $1 release id, $2 ring or null, $3 most cases or null, $4 accepted value or null
select outcome, brake, facts, applied, lifted, waiting, first_seq, last_seq from ringfence.release($1, $2, $3, $4)

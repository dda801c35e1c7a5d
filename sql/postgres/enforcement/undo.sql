-- Meaning: lifts everything that a ring, a run or a release caused; the same id again does nothing.
-- Params:  $1 ring, run or release, $2 its id, $3 release id, $4 reason
select outcome, lifted, withdrawn, first_seq, last_seq from ringfence.undo($1, $2, $3, $4)

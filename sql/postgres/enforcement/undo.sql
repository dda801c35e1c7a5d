-- Meaning: lifts everything that an account, a case, a ring, a run or a release caused; the same id again does nothing.
-- Params:  $1 account, case, ring, run or release, $2 its id, $3 release id, $4 reason, $5 whether the accounts go on the allow-list too
select outcome, lifted, withdrawn, first_seq, last_seq, allowed from ringfence.undo($1, $2, $3, $4, $5)

-- Meaning: takes a numbered lock for the length of this transaction, or says at once that it is taken.
-- Gives:   got
-- Params:  $1 its number
select pg_try_advisory_xact_lock($1) as got

-- Meaning: who holds what, for the ring test.
-- Reads:   holding
-- Gives:   key_no, account, first_ms; in no order: who reads it counts the rows into place, which takes a fraction of the time of sorting them
select key_no, account, first_ms from holding

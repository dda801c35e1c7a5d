-- Meaning: who holds what, for the ring test.
-- Reads:   holding
-- Gives:   key_no, account, first_ms; ordered by key and account
select key_no, account, first_ms from holding order by key_no, account

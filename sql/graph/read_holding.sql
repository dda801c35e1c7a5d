-- Meaning: who holds what, for the ring test.
-- Reads:   holding
-- Gives:   key_no, account, late_seconds (when it began: seconds since 1970 less 2^31, which an INTEGER holds until 2106 and a BIGINT in twice the memory); in no order: who
--          reads it counts the rows into place, which takes a fraction of the time of sorting them
select key_no, account, cast(floor((first_ms - 2147483648000) / 1000e0) as integer) as late_seconds from holding

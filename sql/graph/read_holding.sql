-- Meaning: who holds what, for the ring test.
-- Reads:   holding
-- Gives:   key_no, account, late_seconds, in no order: who reads it counts the rows into place, which takes a fraction of the time of sorting them. late_seconds: when it began, in
--          seconds since 1970 less 2^31, which an INTEGER holds until 2106 and a BIGINT in twice the memory; what is claimed for later, or for before 1970, begins again at the other end
select key_no, account, cast(((cast(floor(first_ms / 1000e0) as bigint) % 4294967296) + 4294967296) % 4294967296 - 2147483648 as integer) as late_seconds from holding

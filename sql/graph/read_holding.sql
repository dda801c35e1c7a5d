-- Meaning: who holds what, for the ring test.
-- Reads:   holding
-- Gives:   key_no, account, seconds, in no order: who reads it counts the rows into place, which takes a fraction of the time of sorting them. seconds: when it began, since 1970, the
--          lower 32 bits of them, which are an INTEGER in half the memory of a BIGINT; read without a sign they hold until 2106, and what is claimed for other times wraps
select key_no, account, cast(((cast(floor(first_ms / 1000e0) as bigint) + 2147483648) % 4294967296 + 4294967296) % 4294967296 - 2147483648 as integer) as seconds from holding

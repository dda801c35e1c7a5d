-- Meaning: the opaque id of every account: the shuffled number, multiplied by an odd constant modulo 2^32 (a bijection), in base 36.
-- Reads:   made_account
-- Gives:   account, account_id
create table account_name as
select account, concat('a', lower(to_base((cast(code as bigint) * 2654435761 + 97) % 4294967296, 36, 7))) as account_id
from made_account

-- Meaning: how much the traces came to.
-- Reads:   key, holding
-- Gives:   one row: key_count, holding_count
select key_total.key_count, holding_total.holding_count
from (select count(*) as key_count from key) as key_total cross join (select count(*) as holding_count from holding) as holding_total

-- Meaning: the keys of one kind that at least two accounts hold, with their usual chance.
-- Reads:   counted, usual
create table shared as
select counted.key, counted.parent_key, counted.source, counted.account_count, counted.at_ms, usual.usual
from counted left join usual on usual.key = counted.key
where counted.account_count >= 2

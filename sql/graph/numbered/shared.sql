-- Meaning: the keys of a kind that gives numbers that at least two accounts hold, with their usual chance, in words: only these are ever told. A moment's parent is its thing,
--          and its source the target.
-- Reads:   counted, usual, thing
create table shared as
select counted.thing_no, counted.moment_ms, case when counted.moment_ms < 0 then thing.name else thing.name || '@' || cast(counted.moment_ms as string) end as key,
       case when counted.moment_ms >= 0 then thing.name end as parent_key, thing.target_id as source, counted.account_count, counted.at_ms, usual.usual
from counted
join thing on thing.thing_no = counted.thing_no
left join usual on usual.thing_no = counted.thing_no and usual.moment_ms = counted.moment_ms
where counted.account_count >= 2

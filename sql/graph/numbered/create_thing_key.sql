-- Meaning: the keys of the kinds that give numbers, by what they are numbered by.
-- Columns: thing_no and moment_ms as their trace gives them (-1: no moment); key_no as in key
create table thing_key (kind_no integer, thing_no integer, moment_ms bigint, key_no integer)

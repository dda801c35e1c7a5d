-- Meaning: adds the keys of one kind by what they are numbered by.
-- Reads:   shared, key
-- Params:  $kind_no
insert into thing_key
select cast($kind_no as integer) as kind_no, shared.thing_no, shared.moment_ms, key.key_no
from shared join key on key.key = shared.key and key.kind_no = $kind_no

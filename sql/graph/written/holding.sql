-- Meaning: adds who holds one kind's shared keys.
-- Reads:   trace, key
-- Params:  $kind_no
insert into holding
select key.key_no, trace.account, trace.first_ms, trace.last_ms
from trace join key on key.key = trace.key and key.kind_no = $kind_no

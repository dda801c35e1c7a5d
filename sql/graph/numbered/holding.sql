-- Meaning: adds who holds the shared keys of a kind that gives numbers.
-- Reads:   trace, thing_key
-- Params:  $kind_no
insert into holding
select thing_key.key_no, trace.account, trace.first_ms, trace.last_ms
from trace join thing_key on thing_key.kind_no = $kind_no and thing_key.thing_no = trace.thing_no and thing_key.moment_ms = trace.moment_ms

-- Meaning: the kinds that give numbers and whose chance comes from the accounts outside the ring alone have no usual curve.
create table usual as
select thing_no, moment_ms, cast(null as double) as usual
from counted
where 1 = 0

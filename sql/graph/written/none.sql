-- Meaning: the kinds whose chance comes from the accounts outside the ring alone have no usual curve.
create table usual as
select key, cast(null as double) as usual
from counted
where 1 = 0

-- Meaning: who holds the run's lock in this database.
-- Params:  $1, $2 the lock's two numbers
select activity.pid, activity.application_name, host(activity.client_addr) as client_address, activity.backend_start as since
from pg_locks as lock join pg_stat_activity as activity on activity.pid = lock.pid
where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 2
  and lock.classid = cast(cast($1 as bigint) & 4294967295 as oid) and lock.objid = cast(cast($2 as bigint) & 4294967295 as oid)
  and lock.database = (select oid from pg_database where datname = current_database())

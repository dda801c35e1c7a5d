-- Meaning: who holds a lock in this database.
-- Gives:   pid, application_name, client_address, since (its connection), in_transaction and silent_seconds (since its last statement); but for pid, null
--          where this user may not see them
-- Params:  $1, $2 the lock's two numbers
select activity.pid, activity.application_name, host(activity.client_addr) as client_address, activity.backend_start as since,
  case when activity.state is not null then activity.xact_start is not null end as in_transaction,
  cast(extract(epoch from clock_timestamp() - activity.state_change) as double precision) as silent_seconds
from pg_locks as lock join pg_stat_activity as activity on activity.pid = lock.pid
where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 2
  and lock.classid = cast(cast($1 as bigint) & 4294967295 as oid) and lock.objid = cast(cast($2 as bigint) & 4294967295 as oid)
  and lock.database = (select oid from pg_database where datname = current_database())

-- Meaning: who holds a lock in this database.
-- Gives:   pid, application_name, client_address, since (its connection) and silent_seconds (since its last statement); but for pid, null where this user may not see them
-- Params:  $1 a table of the schema or null, $2 a number or null
select activity.pid, activity.application_name, host(activity.client_addr) as client_address, activity.backend_start as since,
  cast(extract(epoch from clock_timestamp() - activity.state_change) as double precision) as silent_seconds
from pg_locks as lock join pg_stat_activity as activity on activity.pid = lock.pid
where lock.granted and lock.database = (select oid from pg_database where datname = current_database())
  and case when $1::text is null then lock.locktype = 'advisory' and lock.objsubid = 1 and (lock.classid::bigint << 32) + lock.objid::bigint = $2::bigint
    else lock.locktype = 'relation' and lock.mode = 'ExclusiveLock' and lock.relation = (select class.oid from pg_class as class where class.relname = $1 and class.relnamespace = 'ringfence'::regnamespace) end

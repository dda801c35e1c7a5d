-- Meaning: whether a process of the server holds a lock of this database.
-- Params:  $1 a table of the schema or null, $2 a number or null, $3 the process
select exists (
  select from pg_locks
  where granted and pid = $3 and database = (select oid from pg_database where datname = current_database())
    and case when $1::text is null then locktype = 'advisory' and objsubid = 1 and (classid::bigint << 32) + objid::bigint = $2::bigint
      else locktype = 'relation' and mode = 'ExclusiveLock' and relation = (select class.oid from pg_class as class where class.relname = $1 and class.relnamespace = 'ringfence'::regnamespace) end
) as held

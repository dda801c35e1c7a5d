-- Meaning: whether a process of the server holds a lock of this database.
-- Params:  $1, $2 the lock's two numbers, $3 the process
select exists (
  select from pg_locks
  where locktype = 'advisory' and granted and objsubid = 2 and pid = $3
    and classid = cast(cast($1 as bigint) & 4294967295 as oid) and objid = cast(cast($2 as bigint) & 4294967295 as oid)
    and database = (select oid from pg_database where datname = current_database())
) as held

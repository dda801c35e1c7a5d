-- For: the functions and triggers here
create or replace function ringfence.case_lock_holder()
returns table (pid integer, who text, administrator boolean, night boolean, since timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
  select distinct lock.pid,
    format('Postgres process %s of the database user %s%s', lock.pid, coalesce(activity.usename::text, '(unknown)'), coalesce(', in a transaction since ' || ringfence.feed_time(activity.xact_start), '')),
    coalesce(pg_has_role(activity.usesysid, space.nspowner, 'member'), false),
    coalesce((select pg_has_role(activity.usesysid, role.oid, 'member') from pg_roles as role where role.rolname = 'ringfence_night'), false),
    activity.xact_start
  from pg_locks as lock left join pg_stat_activity as activity on activity.pid = lock.pid cross join pg_namespace as space
  where lock.locktype = 'relation' and lock.granted
    and (lock.relation = 'ringfence.case_lock'::regclass
      or lock.relation = 'ringfence.ban_candidate'::regclass and lock.mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
      or lock.relation in ('ringfence.ring'::regclass, 'ringfence.run'::regclass) and lock.mode = 'AccessExclusiveLock')
    and lock.pid <> pg_backend_pid()
    and lock.database = (select oid from pg_database where datname = current_database()) and space.nspname = 'ringfence'
$$;
comment on function ringfence.case_lock_holder is 'Who holds the lock on cases, or one on the tables of cases, rings and runs that lets nobody work; whether they are an administrator (a superuser, or a member of the schemas owner), whether they run nights, and since when they are in their transaction.';
revoke all on function ringfence.case_lock_holder from public;

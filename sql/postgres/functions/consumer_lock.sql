-- For: ringfence_enforcer
create or replace function ringfence.consumer_lock(consumer text)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  fresh bigint := ('x' || left(replace(gen_random_uuid()::text, '-', ''), 12))::bit(48)::bigint;
  taken bigint;
begin
  perform ringfence.own_consumer(consumer);
  insert into ringfence.consumer_lock as known (consumer, number) values (consumer, fresh) on conflict on constraint consumer_lock_pkey do nothing;
  select known.number into strict taken from ringfence.consumer_lock as known where known.consumer = consumer;
  if exists (
    select from pg_locks as lock join pg_stat_activity as activity on activity.pid = lock.pid
    where lock.locktype = 'advisory' and lock.objsubid = 1 and lock.granted and (lock.classid::bigint << 32) + lock.objid::bigint = taken
      and lock.database = (select oid from pg_database where datname = current_database()) and not pg_has_role(activity.usesysid, 'ringfence_enforcer', 'member')
  ) then
    update ringfence.consumer_lock as known set number = fresh where known.consumer = consumer;
    taken := fresh;
  end if;
  return taken;
end
$$;
comment on function ringfence.consumer_lock is 'The number of the advisory lock under which the consumer of this name runs: another one where a stranger, who is no enforcer, holds the last.';
revoke all on function ringfence.consumer_lock from public;
grant execute on function ringfence.consumer_lock to ringfence_enforcer;

-- For: the functions and triggers here
-- Who holds this lock has asked for stops and heard of none. Mostly it is gone in a moment; where it waits for something it is ended, and where the server does
-- not interrupt it (it writes gigabytes of notifications) it is waited for: whoever switched off must not be told that nothing leaves, and see it leave.
create or replace function ringfence.await_commits()
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  since timestamptz := clock_timestamp();
  holder record;
  anybody text;
begin
  loop
    anybody := null;
    for holder in
      select held.pid, activity.usename, pg_has_role(activity.usesysid, space.nspowner, 'member') as administrator
      from pg_locks as held left join pg_stat_activity as activity on activity.pid = held.pid cross join pg_namespace as space
      where held.relation = 'ringfence.commit_probe'::regclass and held.mode = 'RowShareLock' and held.granted and held.pid <> pg_backend_pid()
        and held.database = (select oid from pg_database where datname = current_database()) and space.nspname = 'ringfence'
    loop
      anybody := concat_ws('; ', anybody, format('Postgres process %s of the database user %s', holder.pid, holder.usename));
      begin
        if not coalesce(holder.administrator, true) then perform pg_terminate_backend(holder.pid); end if;
      exception when insufficient_privilege then
        null;
      end;
    end loop;
    exit when anybody is null;
    if clock_timestamp() > since + interval '60 seconds' then
      raise warning 'A release is at its commit and cannot be ended: %. It may leave yet; have the server restarted (pg_ctl restart -m immediate).', ringfence.plain_text(anybody);
      exit;
    end if;
    perform pg_sleep(0.02);
  end loop;
end
$$;
comment on function ringfence.await_commits is 'Returns when no release is between its last question and its commit; ends those that are, where this may be, and waits for them for a minute.';
revoke all on function ringfence.await_commits from public;

-- For: the functions and triggers here
-- A release may be on its way for as long as somebody keeps its transaction open, and a stop waits for nobody: so the release asks for stops last, at its
-- commit. A stop is announced by the lock of its insert before it waits, and its row is there when that lock is gone: first the lock, then the row.
-- Whatever could run between this and the commit (constraints asked early, triggers of other tables, cursors that are kept, a commit in two phases) could
-- run for minutes, and nobody could end it: a release is alone in its transaction. What the server itself does at a commit (it writes the notifications of a
-- session, and waits for others that write theirs) takes seconds: from its last question on a release holds a lock by which ringfence.await_commits finds it.
create or replace function ringfence.guard_release()
returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  other text;
  stop ringfence.urgent;
begin
  begin
    insert into ringfence.commit_probe default values;
    raise exception 'it is the commit' using errcode = 'RF003';
  exception
    when sqlstate 'RF003' then null;
    when sqlstate 'RF002' then other := 'constraints that are asked before its commit (set constraints)';
  end;
  if other is null then
    select format('the relation %s', held.relation::regclass) into other
    from pg_locks as held join pg_class as class on class.oid = held.relation join pg_namespace as space on space.oid = class.relnamespace
    where held.pid = pg_backend_pid() and held.locktype = 'relation' and held.database <> 0 and space.nspname not in ('ringfence', 'pg_catalog', 'information_schema', 'pg_toast')
    limit 1;
  end if;
  if other is null and exists (select from pg_cursors as held where held.is_holdable and held.creation_time >= transaction_timestamp()) then
    other := 'a cursor that is kept (with hold)';
  end if;
  if other is null and current_setting('max_prepared_transactions')::integer > 0 and current_query() ~* 'prepare.*transaction' then other := 'a commit in two phases'; end if;
  if other is not null then
    perform ringfence.refuse(format('A release is alone in its transaction, and here is %s. Nothing was released. Release in a transaction of its own.', ringfence.plain_text(other)));
  end if;
  -- This lock first, then the question: whoever switches off leaves a row first, and looks for this lock then.
  lock table ringfence.commit_probe in row share mode;
  select string_agg(format('Postgres process %s of the database user %s', held.pid, activity.usename), '; ') into other
  from pg_locks as held left join pg_stat_activity as activity on activity.pid = held.pid
  where held.relation = 'ringfence.urgent'::regclass and held.mode = 'RowExclusiveLock' and held.pid is distinct from pg_backend_pid()
    and held.database = (select oid from pg_database where datname = current_database());
  if other is not null then
    perform ringfence.refuse(format('Somebody is switching off, or lifting, at this moment: %s. Nothing was released. Look at ringfence.enforcement_state(), and ask again.', other));
  end if;
  select one.* into stop from ringfence.open_urgent() as one limit 1;
  if stop.urgent_id is not null then
    perform ringfence.refuse(format('%s was asked for by %s at %s, while this release was on its way. Nothing was released. Look at ringfence.enforcement_state(), and ask again.',
      case stop.what when 'off' then 'The mode off' when 'undo' then 'An undo' else 'A lift of what is over' end, stop.asked_by, ringfence.feed_time(stop.asked_at)));
  end if;
  return null;
end
$$;
comment on function ringfence.guard_release is 'A release that is committed knows of every stop and every lift until then, and is alone in its transaction; else it fails.';
revoke all on function ringfence.guard_release from public;

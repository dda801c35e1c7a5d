-- For: ringfence_night
-- A night must not wait for people: a person below an administrator may hold the lock as long as their transaction stays open. Five seconds
-- are more than work of ours takes; another night that publishes, and an administrator, are given thirty.
create or replace function ringfence.lock_cases_now()
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
  holder record;
  ended boolean;
  since timestamptz := clock_timestamp();
  told integer[] := '{}';
  deaf text;
begin
  perform ringfence.read_committed();
  while clock_timestamp() < since + interval '60 seconds' loop
    begin
      lock table ringfence.case_lock in exclusive mode;
      -- Who runs nights has rights on these, and so can lock them without the lock on cases.
      lock table ringfence.ban_candidate in row exclusive mode;
      lock table ringfence.ring, ringfence.run in access share mode;
      perform ringfence.settle_urgent();
      return;
    exception when lock_not_available then
      null;
    end;
    for holder in select * from ringfence.case_lock_holder() loop
      continue when (holder.administrator or holder.night) and clock_timestamp() < since + interval '30 seconds';
      begin
        if holder.administrator then ended := false; else ended := pg_terminate_backend(holder.pid); end if;
      exception when insufficient_privilege then
        ended := false;
      end;
      if ended then told := told || holder.pid; end if;
      if not ended then
        perform ringfence.refuse(format('An open transaction stands in the way: %s. Nothing was changed. Have it ended by an administrator: select pg_terminate_backend(%s);', holder.who, holder.pid));
      end if;
    end loop;
    -- Whoever waited before us comes first, and is ended as well.
    perform set_config('lock_timeout', '500ms', true);
  end loop;
  -- Told to end half a minute ago and more, and still there: Postgres itself does not stop some computations (distances of long paths, XML).
  select string_agg(held.who, '; ') into deaf from ringfence.case_lock_holder() as held where held.pid = any (told);
  if deaf is not null then
    perform ringfence.refuse(format('An open transaction stands in the way and was told to end: %s. It computes something that the server does not interrupt, and nothing of it will count. Nothing was changed. Take the role from that user, and have the server restarted (pg_ctl restart -m immediate), or wait, and ask again.', deaf));
  end if;
  perform ringfence.refuse('Others take the lock on cases again and again. Nothing was changed. Take their roles from them, or end their sessions, and ask again.');
end
$$;
comment on function ringfence.lock_cases_now is 'Takes the lock on cases. Who held it for five seconds (who runs nights: thirty), and is no administrator, is disconnected.';
revoke all on function ringfence.lock_cases_now from public;
grant execute on function ringfence.lock_cases_now to ringfence_night;

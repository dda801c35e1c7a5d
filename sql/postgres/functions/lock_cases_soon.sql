-- For: the functions and triggers here
-- Five seconds are more than work of people takes. Who runs nights has thirty from the beginning of their transaction; whoever needs longer than we wait is not ended
-- by us, and neither is an administrator. Some computations Postgres does not stop (distances of long paths).
create or replace function ringfence.lock_cases_soon()
returns boolean
language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = '5s' as $$
declare
  holder record;
begin
  perform ringfence.read_committed();
  for attempt in 1..3 loop
    begin
      lock table ringfence.case_lock in exclusive mode;
      perform set_config('lock_timeout', '1s', true);
      -- Who runs nights has rights on these, and so can lock them without the lock on cases.
      lock table ringfence.ban_candidate in row exclusive mode;
      lock table ringfence.ring, ringfence.run in access share mode;
      perform ringfence.settle_urgent();
      return true;
    exception when lock_not_available then
      perform set_config('lock_timeout', '1s', true);
    end;
    for holder in select * from ringfence.case_lock_holder() loop
      continue when holder.administrator or (holder.night and coalesce(holder.since > clock_timestamp() - interval '30 seconds', true));
      begin
        perform pg_terminate_backend(holder.pid);
      exception when insufficient_privilege then
        null;
      end;
    end loop;
  end loop;
  return false;
end
$$;
comment on function ringfence.lock_cases_soon is 'Takes the lock on cases within seconds: who held it for five (who runs nights: thirty), and is no administrator, is disconnected. False: it could not be had.';
revoke all on function ringfence.lock_cases_soon from public;

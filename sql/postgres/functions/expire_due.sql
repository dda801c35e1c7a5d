-- For: ringfence_publisher, ringfence_night
create or replace function ringfence.expire_due(at timestamptz default clock_timestamp())
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
begin
  if at is null or (at > clock_timestamp() and not ringfence.is_administrator()) then
    perform ringfence.refuse('What is not over yet cannot be ended. Give no time, or one that is past.');
  end if;
  perform ringfence.lock_cases_now();
  perform from ringfence.feed_head for update;
  return ringfence.expire_cases(at);
end $$;
comment on function ringfence.expire_due is 'Lifts what is over by now, in any mode; gives how many. Only an administrator may name a time to come.';
revoke all on function ringfence.expire_due from public;
grant execute on function ringfence.expire_due to ringfence_publisher, ringfence_night;

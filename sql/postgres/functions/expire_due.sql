-- For: ringfence_publisher, ringfence_night
create or replace function ringfence.expire_due(at timestamptz default clock_timestamp())
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
declare
  over text[];
begin
  if at is null or (at > clock_timestamp() and not ringfence.is_administrator()) then
    perform ringfence.refuse('What is not over yet cannot be ended. Give no time, or one that is past.');
  end if;
  if not ringfence.lock_cases_soon() then
    over := array(select unnest(ringfence.in_force('over', null)) except select unnest(one.cases) from ringfence.open_urgent() as one);
    if cardinality(over) > 0 then insert into ringfence.urgent (what, reason, cases) values ('expire', 'over', over); end if;
    return (select count(*) from ringfence.lifts_ahead() as ahead where ahead.reason_code = 'expired');
  end if;
  perform from ringfence.feed_head for update;
  return ringfence.expire_cases(at);
end $$;
comment on function ringfence.expire_due is 'Lifts what is over by now, in any mode; gives how many. Where somebody keeps the lock on cases from it, consumers are told ahead (ringfence.lifts_ahead). Only an administrator may name a time to come.';
revoke all on function ringfence.expire_due from public;
grant execute on function ringfence.expire_due to ringfence_publisher, ringfence_night;

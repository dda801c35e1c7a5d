-- For: ringfence_publisher
create or replace function ringfence.expire_due(at timestamptz default clock_timestamp())
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if at is null or (at > clock_timestamp() and not pg_has_role(session_user, current_user, 'member')) then
    perform ringfence.refuse('What is not over yet cannot be ended. Give no time, or one that is past.');
  end if;
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  return ringfence.expire_cases(at);
end $$;
comment on function ringfence.expire_due is 'Lifts what is over by now, in any mode; gives how many. Only the owner may name a time to come.';
revoke all on function ringfence.expire_due from public;
grant execute on function ringfence.expire_due to ringfence_publisher;

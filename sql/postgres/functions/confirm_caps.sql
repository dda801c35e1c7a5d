-- For: ringfence_publisher
create or replace function ringfence.confirm_caps(request_id bigint)
returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  waits ringfence.cap_request;
begin
  perform ringfence.own_role('ringfence_publisher');
  perform ringfence.lock_cases();
  perform from ringfence.feed_head for update;
  select * into waits from ringfence.cap_request as one where one.request_id = request_id and one.ended_at is null;
  if waits.request_id is null then perform ringfence.refuse(format('No request %s waits. select * from ringfence.enforcement_state() shows what does.', coalesce(request_id::text, 'null'))); end if;
  if waits.requested_by = session_user then perform ringfence.refuse(format('The database user %s asked for this. Another one must confirm it.', session_user)); end if;
  perform ringfence.put_caps(waits.wanted, waits.reason);
  update ringfence.cap_request as one set ended_at = clock_timestamp(), ended_by = session_user, outcome = 'confirmed' where one.request_id = waits.request_id;
  return waits.wanted;
end
$$;
comment on function ringfence.confirm_caps is 'A second publisher confirms what another one asked for, and it holds from now on; gives the brakes that changed.';
revoke all on function ringfence.confirm_caps from public;
grant execute on function ringfence.confirm_caps to ringfence_publisher;

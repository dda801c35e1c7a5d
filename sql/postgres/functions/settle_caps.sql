-- For: the functions and triggers here
create or replace function ringfence.settle_caps()
returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  waits ringfence.cap_request;
begin
  select request.* into waits from ringfence.cap_request as request cross join ringfence.enforcement as rules
  where request.ended_at is null and rules.raise_by = 'hour' and request.requested_at <= clock_timestamp() - interval '1 hour'
  order by request.request_id desc limit 1;
  if waits.request_id is null then return; end if;
  perform ringfence.put_caps(waits.wanted, waits.reason);
  update ringfence.cap_request set ended_at = clock_timestamp(), ended_by = session_user, outcome = 'waited' where request_id = waits.request_id;
end
$$;
comment on function ringfence.settle_caps is 'What was asked for an hour ago is in force from now on, where the setting says so; the caller holds the locks.';
revoke all on function ringfence.settle_caps from public;

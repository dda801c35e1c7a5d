-- For: the functions and triggers here
create or replace function ringfence.guard_cap_request()
returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  unchanged ringfence.cap_request;
begin
  if tg_op = 'INSERT' then
    new.requested_by := session_user;
    new.requested_at := clock_timestamp();
    if new.ended_at is not null then perform ringfence.refuse('A request begins as one that waits.'); end if;
    return new;
  end if;
  if tg_op = 'DELETE' then perform ringfence.refuse('Requests are ended, not deleted.'); end if;
  unchanged := old;
  unchanged.ended_at := new.ended_at;
  unchanged.ended_by := new.ended_by;
  unchanged.outcome := new.outcome;
  if unchanged is distinct from new or old.ended_at is not null then perform ringfence.refuse(format('Request %s: what was asked is past. Ask for something else.', old.request_id)); end if;
  return new;
end
$$;
comment on function ringfence.guard_cap_request is 'Requests are made and ended, nothing else.';
revoke all on function ringfence.guard_cap_request from public;

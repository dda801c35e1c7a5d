-- For: ringfence_night
create or replace function ringfence.expire_open(at timestamptz)
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set lock_timeout = '60s' as $$
declare
  changed bigint;
begin
  perform ringfence.lock_cases_now();
  update ringfence.ban_candidate set state = 'expired' where state in ('proposed', 'approved') and expires_at <= at;
  get diagnostics changed = row_count;
  return changed;
end
$$;
comment on function ringfence.expire_open is 'Of a night: open proposals whose time is over by its as_of end first, so that renewed evidence proposes them anew. Gives how many.';
revoke all on function ringfence.expire_open from public;
grant execute on function ringfence.expire_open to ringfence_night;

-- For: ringfence_night
create or replace function ringfence.withdraw_open(accounts text[], actions text[])
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '60s' as $$
declare
  changed bigint;
begin
  perform ringfence.lock_cases_now();
  update ringfence.ban_candidate as open_case set state = 'withdrawn'
  where open_case.state in ('proposed', 'approved') and open_case.detector = 'night'
    and not exists (select from unnest(accounts, actions) as fresh (account_id, action) where fresh.account_id = open_case.account_id and fresh.action = open_case.action);
  get diagnostics changed = row_count;
  return changed;
end
$$;
comment on function ringfence.withdraw_open is 'Of a night: open proposals of nights (not those of incidents or other detectors) are withdrawn unless this one carries the same account with the same action. Gives how many.';
revoke all on function ringfence.withdraw_open from public;
grant execute on function ringfence.withdraw_open to ringfence_night;

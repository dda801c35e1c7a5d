-- For: ringfence_night
create or replace function ringfence.supersede_open(accounts text[], actions text[])
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '60s' as $$
declare
  changed bigint;
begin
  perform ringfence.lock_cases_now();
  update ringfence.ban_candidate as open_case set state = 'superseded'
  from unnest(accounts, actions) as fresh (account_id, action)
  where open_case.account_id = fresh.account_id and open_case.state in ('proposed', 'approved')
    and array_position(array['watch', 'challenge', 'restrict', 'ban'], fresh.action) > array_position(array['watch', 'challenge', 'restrict', 'ban'], open_case.action);
  get diagnostics changed = row_count;
  return changed;
end
$$;
comment on function ringfence.supersede_open is 'Of a night: open proposals give way to stronger ones, given as accounts and their actions. Gives how many.';
revoke all on function ringfence.supersede_open from public;
grant execute on function ringfence.supersede_open to ringfence_night;

-- For: ringfence_night
create or replace function ringfence.withdraw_incident(ring text, accounts text[])
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  changed bigint;
begin
  perform ringfence.lock_cases();
  update ringfence.ban_candidate as open_case set state = 'withdrawn'
  from ringfence.run
  where run.run_id = open_case.run_id and run.kind = 'incident' and open_case.ring_id = ring and open_case.state = 'proposed'
    and open_case.account_id = any (accounts);
  get diagnostics changed = row_count;
  return changed;
end
$$;
comment on function ringfence.withdraw_incident is 'Of a run on the last minutes: proposals of its own incident that nobody has decided are withdrawn, where the evidence against these accounts is gone. Gives how many.';
revoke all on function ringfence.withdraw_incident from public;
grant execute on function ringfence.withdraw_incident to ringfence_night;

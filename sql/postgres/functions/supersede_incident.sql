-- For: ringfence_night
create or replace function ringfence.supersede_incident(ring text, accounts text[])
returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan set lock_timeout = '10s' as $$
#variable_conflict use_variable
declare
  changed bigint;
begin
  perform ringfence.lock_cases();
  update ringfence.ban_candidate as open_case set state = 'superseded'
  from ringfence.run
  where run.run_id = open_case.run_id and run.kind = 'incident' and open_case.ring_id = ring and open_case.state in ('proposed', 'approved') and open_case.action = 'challenge'
    and open_case.account_id = any (accounts);
  get diagnostics changed = row_count;
  return changed;
end
$$;
comment on function ringfence.supersede_incident is 'Of a run on the last minutes: open challenges of its own incident give way, where these accounts are to be restricted. Gives how many.';
revoke all on function ringfence.supersede_incident from public;
grant execute on function ringfence.supersede_incident to ringfence_night;

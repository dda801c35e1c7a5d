-- For: the functions and triggers here
create or replace function ringfence.statement_of_reasons(effect text, reason_code text, action text, ring_id text, ring_size integer, kinds text[], case_id text, expires_at timestamptz)
returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if effect = 'lift' then
    return format('The %s of case %s is lifted: %s.', action, case_id, case reason_code when 'expired' then 'its time is over' else 'the decision was undone' end);
  end if;
  return format('%s: the account acts as one with other accounts, beyond chance (ring %s, %s accounts). Shared traces: %s.%s To object, name case %s.', initcap(action), ring_id, ring_size, coalesce(nullif(array_to_string(kinds, ', '), ''), 'none that can be named'),
    case when expires_at is null then '' else format(' Ends by itself on %s UTC.', to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI')) end, case_id);
end $$;
comment on function ringfence.statement_of_reasons is 'What the account''s owner may be told. Made of counts and names of known kinds only, so that it cannot hold data of others.';
revoke all on function ringfence.statement_of_reasons from public;

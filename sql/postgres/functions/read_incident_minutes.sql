-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night
create or replace function ringfence.read_incident_minutes(incident text)
returns table (minute_at timestamptz, act_count integer, expected double precision, band_high double precision, proposed_count integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select minute.minute_at, minute.act_count::integer, minute.expected, minute.band_high, minute.proposed_count::integer
  from ringfence.incident_minute as minute where minute.incident_id = incident order by minute.minute_at
$$;
comment on function ringfence.read_incident_minutes is 'The curve of an incident, minute by minute.';
revoke all on function ringfence.read_incident_minutes from public;
grant execute on function ringfence.read_incident_minutes to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night;

-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night
create or replace function ringfence.read_incidents(incident text default null, max integer default 100)
returns table (incident_id text, action text, status text, onset_at timestamptz, detected_at timestamptz, last_surge_at timestamptz, last_tick_at timestamptz, ended_at timestamptz, first_proposed_at timestamptz,
  ring_id text, baseline_run_id text, coordinated boolean, peak_count integer, peak_expected double precision, participant_count integer,
  restrict_count integer, challenge_count integer, spared_count integer, exempt_count integer, before_count integer, facts jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select known.incident_id, known.action, known.status, known.onset_at, known.detected_at, known.last_surge_at, known.last_tick_at, known.ended_at, known.first_proposed_at,
    known.ring_id, known.baseline_run_id, known.coordinated, known.peak_count::integer, known.peak_expected, known.participant_count::integer,
    said.restrict_count, said.challenge_count, said.spared_count, said.exempt_count, said.before_count, known.facts
  from (
    select * from ringfence.incident as one where incident is null or one.incident_id = incident
    order by one.onset_at desc, length(one.incident_id) desc, one.incident_id desc limit least(greatest(coalesce(max, 10000), 0), 10000)
  ) as known
  cross join lateral (
    select (count(*) filter (where answer = 'restrict'))::integer as restrict_count, (count(*) filter (where answer = 'challenge'))::integer as challenge_count,
      (count(*) filter (where answer = 'spared'))::integer as spared_count, (count(*) filter (where answer = 'exempt'))::integer as exempt_count,
      (count(*) filter (where account.first_proposed_at is not null and (first_acted_at is null or account.first_proposed_at <= first_acted_at)))::integer as before_count
    from ringfence.incident_account as account where account.incident_id = known.incident_id
  ) as said
  order by known.onset_at desc, length(known.incident_id) desc, known.incident_id desc
$$;
comment on function ringfence.read_incidents is 'Incidents with how many accounts got which answer, the newest first, at most that many (10,000); or the one of that id.';
revoke all on function ringfence.read_incidents from public;
grant execute on function ringfence.read_incidents to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader, ringfence_night;

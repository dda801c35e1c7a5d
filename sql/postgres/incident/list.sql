-- Meaning: incidents with how many accounts got which answer, the newest first.
-- Params:  $1 incident_id (null: all), $2 at most so many
select incident.incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, ended_at, first_proposed_at, ring_id, baseline_run_id, coordinated,
  cast(peak_count as integer) as peak_count, peak_expected, cast(participant_count as integer) as participant_count,
  coalesce(said.restrict_count, 0) as restrict_count, coalesce(said.challenge_count, 0) as challenge_count, coalesce(said.spared_count, 0) as spared_count, coalesce(said.exempt_count, 0) as exempt_count,
  coalesce(said.before_count, 0) as before_count, facts
from ringfence.incident
left join lateral (
  select cast(count(*) filter (where answer = 'restrict') as integer) as restrict_count, cast(count(*) filter (where answer = 'challenge') as integer) as challenge_count,
    cast(count(*) filter (where answer = 'spared') as integer) as spared_count, cast(count(*) filter (where answer = 'exempt') as integer) as exempt_count,
    cast(count(*) filter (where first_proposed_at is not null and (first_acted_at is null or first_proposed_at <= first_acted_at)) as integer) as before_count
  from ringfence.incident_account as account where account.incident_id = incident.incident_id
) as said on true
where $1::text is null or incident.incident_id = $1
order by onset_at desc, length(incident.incident_id) desc, incident.incident_id desc
limit $2

-- Meaning: writes an incident, or brings it up to date.
-- Gives:   incident_id
-- Params:  $1 incident_id (null: a new one), $2 action, $3 status, $4 onset_at, $5 end of the data, $6 last_surge_at, $7 ring_id, $8 baseline_run_id, $9 coordinated, $10 peak_count,
--          $11 peak_expected, $12 participant_count, $13 facts
insert into ringfence.incident (incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, ended_at, first_proposed_at, ring_id, baseline_run_id, coordinated, peak_count, peak_expected, participant_count, facts)
values (
  coalesce(cast($1 as text), 'I-' || (select coalesce(max(cast(substr(incident_id, 3) as bigint)), 0) + 1 from ringfence.incident)), $2, cast($3 as text), $4, cast($5 as timestamptz), $6, $5,
  case when cast($3 as text) = 'over' then cast($5 as timestamptz) end, case when cast($7 as text) is not null then cast($5 as timestamptz) end, cast($7 as text), $8, $9, $10, $11, $12, $13
)
on conflict (incident_id) do update set
  status = excluded.status, onset_at = least(incident.onset_at, excluded.onset_at), last_surge_at = greatest(incident.last_surge_at, excluded.last_surge_at), last_tick_at = excluded.last_tick_at,
  ended_at = excluded.ended_at, first_proposed_at = coalesce(incident.first_proposed_at, excluded.first_proposed_at), ring_id = coalesce(incident.ring_id, excluded.ring_id),
  coordinated = incident.coordinated or excluded.coordinated,
  peak_count = greatest(incident.peak_count, excluded.peak_count), peak_expected = case when excluded.peak_count > incident.peak_count then excluded.peak_expected else incident.peak_expected end,
  participant_count = excluded.participant_count, facts = excluded.facts
returning incident_id

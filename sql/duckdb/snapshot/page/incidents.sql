-- Meaning: incidents with how many accounts got which answer, the newest first; the columns of ringfence.read_incidents.
-- Params:  $limit
with said as (
  select incident_id, count(*) filter (where answer = 'restrict') as restrict_count, count(*) filter (where answer = 'challenge') as challenge_count,
         count(*) filter (where answer = 'spared') as spared_count, count(*) filter (where answer = 'exempt') as exempt_count,
         count(*) filter (where first_proposed_at is not null and (first_acted_at is null or first_proposed_at <= first_acted_at)) as before_count
  from incident_account
  group by incident_id
)
select known.incident_id, known.action, known.status, known.onset_at, known.detected_at, known.last_surge_at, known.last_tick_at, known.ended_at, known.first_proposed_at,
       known.ring_id, known.baseline_run_id, known.coordinated, cast(known.peak_count as integer) as peak_count, known.peak_expected, cast(known.participant_count as integer) as participant_count,
       cast(coalesce(said.restrict_count, 0) as integer) as restrict_count, cast(coalesce(said.challenge_count, 0) as integer) as challenge_count, cast(coalesce(said.spared_count, 0) as integer) as spared_count,
       cast(coalesce(said.exempt_count, 0) as integer) as exempt_count, cast(coalesce(said.before_count, 0) as integer) as before_count, known.facts
from incident as known left join said on said.incident_id = known.incident_id
order by known.onset_at desc, length(known.incident_id) desc, known.incident_id desc
limit $limit

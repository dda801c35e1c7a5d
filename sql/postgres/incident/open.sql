-- Meaning: the incident of an action that is going on.
-- Params:  $1 action
select incident_id, onset_at, last_surge_at, last_tick_at, ring_id, coordinated, baseline_run_id
from ringfence.incident
where status = 'open' and action = $1
order by onset_at desc
limit 1

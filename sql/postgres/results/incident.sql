-- Meaning: every incident, for the investigators' file.
select incident_id, action, status, onset_at, detected_at, last_surge_at, last_tick_at, ended_at, first_proposed_at, ring_id, baseline_run_id, coordinated, peak_count, peak_expected, participant_count, facts
from ringfence.incident
order by length(incident_id), incident_id

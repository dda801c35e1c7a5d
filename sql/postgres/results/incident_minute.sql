-- Meaning: the curves of incidents, for the investigators' file.
select incident_id, minute_at, act_count, expected, band_high, proposed_count
from ringfence.incident_minute
order by incident_id, minute_at

-- Meaning: the curve of an incident.
-- Params:  $1 incident_id
select minute_at, cast(act_count as integer) as act_count, expected, band_high, cast(proposed_count as integer) as proposed_count
from ringfence.incident_minute
where incident_id = $1
order by minute_at

-- Meaning: the curve of an incident, minute by minute.
-- Params:  $incident_id
select minute_at, cast(act_count as integer) as act_count, expected, band_high, cast(proposed_count as integer) as proposed_count
from incident_minute
where incident_id = $incident_id
order by minute_at

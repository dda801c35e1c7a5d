-- Meaning: the curve of an incident.
-- Params:  $1 incident_id
select * from ringfence.read_incident_minutes($1)

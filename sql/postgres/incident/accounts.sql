-- Meaning: accounts of an incident: those that do most harm first, of each answer so many.
-- Params:  $1 incident_id, $2 of each answer
select * from ringfence.read_incident_accounts($1, $2)

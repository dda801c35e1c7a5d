-- Meaning: incidents with how many accounts got which answer, the newest first.
-- Params:  $1 incident_id (null: all), $2 at most so many
select * from ringfence.read_incidents($1, $2)

-- Meaning: lets restrictions of an incident leave without a person, where incident_cap allows some.
-- Gives:   released: how many
-- Params:  $1 the incident's ring, $2 the end of the data of the run that proposed them
select ringfence.release_incident($1, $2) as released

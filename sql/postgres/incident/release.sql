-- Meaning: lets restrictions of an incident leave without a person, where incident_cap allows some.
-- Gives:   released: how many
-- Params:  $1 the incident's ring
select ringfence.release_incident($1) as released

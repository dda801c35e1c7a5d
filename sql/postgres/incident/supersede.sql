-- Meaning: an open challenge of this incident gives way to a restriction.
-- Gives:   changed: how many
-- Params:  $1 the incident's ring, $2 accounts that are to be restricted
select ringfence.supersede_incident($1, $2) as changed

-- Meaning: sets the mode of releases.
-- Params:  $1 mode, $2 reason
select ringfence.set_mode($1, $2) as mode

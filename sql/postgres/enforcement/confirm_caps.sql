-- Meaning: a second person confirms a change of the brakes.
-- Params:  $1 the request's number
select ringfence.confirm_caps($1) as confirmed

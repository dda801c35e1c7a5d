-- Meaning: sets the brakes that are given; null leaves one as it is.
-- Gives:   one row: outcome (set, or waits), request_id where it waits
-- Params:  $1 reason, $2 release_cap, $3 release_cap_share, $4 day_cap, $5 day_cap_share, $6 canary_share, $7 one_value_share, $8 auto_restrict, $9 raise_by, $10 incident_cap
select outcome, request_id from ringfence.set_caps($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

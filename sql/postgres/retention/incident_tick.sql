-- Meaning: deletes the rows of runs on minutes that are past their time; the newest one stays, for it says how far they came.
-- Params:  $1 now, $2 days to keep
delete from ringfence.incident_tick
where to_at < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'
  and to_at < (select max(to_at) from ringfence.incident_tick)

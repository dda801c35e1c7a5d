-- Meaning: deletes the hub ledger (devices, addresses) of runs that are past their time.
-- Params:  $1 now, $2 days to keep, after the run's as_of
delete from ringfence.hub
using ringfence.run
where run.run_id = hub.run_id
  and run.as_of < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'

-- Meaning: deletes devices, addresses and targets by which rings are known that no run has seen them on for longer than their time.
-- Params:  $1 now, $2 days to keep, after the as_of of the run that saw the ring on it last
delete from ringfence.ring_key
using ringfence.run
where run.run_id = ring_key.last_run_id
  and run.as_of < cast($1 as timestamptz) - cast($2 as integer) * interval '24 hours'

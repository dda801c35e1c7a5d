-- Meaning: what was due at a scheduled time has ended, well or badly.
-- Params:  $1 job, $2 scheduled time, $3 now
update ringfence.schedule set ended_at = greatest(begun_at, $3) where job = $1 and scheduled_at = $2

-- Meaning: a process that was asked to stop leaves what it began to the next one.
-- Params:  $1 job, $2 scheduled time
update ringfence.schedule set attempt_count = greatest(0, attempt_count - 1) where job = $1 and scheduled_at = $2

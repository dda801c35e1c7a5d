-- Meaning: the last scheduled time of a job that a process began.
-- Gives:   no row where nobody ever served
-- Params:  $1 job
select scheduled_at, ended_at, attempt_count from ringfence.schedule where job = $1

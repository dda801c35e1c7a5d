-- Meaning: somebody serves a job for the first time: what was due before is nobody's.
-- Params:  $1 job, $2 now
insert into ringfence.schedule (job, scheduled_at, ended_at, attempt_count) values ($1, $2, $2, 0) on conflict (job) do nothing

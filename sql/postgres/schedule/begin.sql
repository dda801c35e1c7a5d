-- Meaning: a process begins what was due at a scheduled time.
-- Params:  $1 job, $2 scheduled time, $3 now
insert into ringfence.schedule as known (job, scheduled_at, begun_at, attempt_count) values ($1, $2, $3, 1)
on conflict (job) do update set
  scheduled_at = excluded.scheduled_at, begun_at = excluded.begun_at, ended_at = null,
  attempt_count = case when known.scheduled_at = excluded.scheduled_at then known.attempt_count + 1 else 1 end

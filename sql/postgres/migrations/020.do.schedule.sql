-- What "ringfence serve" did last of its schedule, so that a new process makes up for what fell into a pause, a restart or a change of clocks.
create table ringfence.schedule (
  job text primary key check (job ~ '^[a-z]{1,40}$'),
  scheduled_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz check (begun_at is null or ended_at >= begun_at),
  attempt_count integer not null check (attempt_count >= 0)
);
comment on table ringfence.schedule is 'What "ringfence serve" did last of its schedule: one row per job.';
comment on column ringfence.schedule.job is 'nightly or retention.';
comment on column ringfence.schedule.scheduled_at is 'The last scheduled time that a process began; at first, when one first served.';
comment on column ringfence.schedule.begun_at is 'When it was begun last; null: nothing has been due yet.';
comment on column ringfence.schedule.ended_at is 'When it ended, well or badly; null: it is going on, or its process ended, and the next one begins it again.';
comment on column ringfence.schedule.attempt_count is 'Processes that began this scheduled time, but for those that were asked to stop.';
revoke all on ringfence.schedule from public;

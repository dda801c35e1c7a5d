-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_runs(max integer default 100)
returns table (run_id text, kind text, as_of timestamptz, status text, reason text, started_at timestamptz, finished_at timestamptz, account_count bigint, counts jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select run.run_id, run.kind, run.as_of, run.status, run.reason, run.started_at, run.finished_at, run.account_count, run.counts
  from ringfence.run order by run.as_of desc, run.started_at desc, run.run_id desc limit least(greatest(coalesce(max, 10000), 0), 10000)
$$;
comment on function ringfence.read_runs is 'Runs, the newest first, at most that many (10,000).';
revoke all on function ringfence.read_runs from public;
grant execute on function ringfence.read_runs to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

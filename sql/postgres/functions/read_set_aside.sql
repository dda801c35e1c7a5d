-- For: ringfence_reviewer, ringfence_publisher, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_set_aside(max integer default 1000)
returns setof ringfence.set_aside
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.set_aside order by set_aside_id desc limit least(greatest(coalesce(max, 100000), 0), 100000)
$$;
comment on function ringfence.read_set_aside is 'Proposals that were not taken and why, the newest first, at most that many (100,000).';
revoke all on function ringfence.read_set_aside from public;
grant execute on function ringfence.read_set_aside to ringfence_reviewer, ringfence_publisher, ringfence_auditor, ringfence_reader;

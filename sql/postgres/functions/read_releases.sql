-- For: ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_releases()
returns setof ringfence.release
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.release order by released_at, release_id
$$;
comment on function ringfence.read_releases is 'Every release, undo and expiry.';
revoke all on function ringfence.read_releases from public;
grant execute on function ringfence.read_releases to ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

-- For: ringfence_publisher, ringfence_reader
create or replace function ringfence.release_preview(ring text default null, most integer default null)
returns table (case_id text, account_id text, action text, ring_id text, expires_at timestamptz, automatic boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select * from ringfence.releasable(ring, most)
$$;
comment on function ringfence.release_preview is 'What a release would let out in mode on, brakes apart.';
revoke all on function ringfence.release_preview from public;
grant execute on function ringfence.release_preview to ringfence_publisher, ringfence_reader;

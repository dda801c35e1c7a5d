-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_ring_keys(ring text)
returns table (kind text, value_kind text, key text, member_count integer, bits double precision, last_as_of timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select key.kind, coalesce(known.value_kind, key.kind), key.key, key.member_count, key.bits, run.as_of
  from ringfence.ring_key as key join ringfence.run on run.run_id = key.last_run_id left join ringfence.trace_kind as known on known.kind = key.kind
  where key.ring_id = ring
  order by run.as_of desc, key.member_count * key.bits desc, key.kind, key.key
$$;
comment on function ringfence.read_ring_keys is 'What a ring is known by: devices, addresses and targets, with how many of its accounts held each.';
revoke all on function ringfence.read_ring_keys from public;
grant execute on function ringfence.read_ring_keys to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_rings(wanted text default null)
returns table (ring_id text, status text, size integer, evidence_bits double precision, price_bits double precision, kinds text[], first_as_of timestamptz, last_as_of timestamptz,
  open_count bigint, released_count bigint, overturned_count bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select ring.ring_id, ring.status, ring.size, ring.evidence_bits, ring.price_bits, ring.kinds, born.as_of, latest.as_of,
    (select count(*) from ringfence.ban_candidate as one where one.ring_id = ring.ring_id and one.state in ('proposed', 'approved')),
    (select count(*) from ringfence.ban_candidate as one where one.ring_id = ring.ring_id and one.state = 'released'),
    (select count(*) from ringfence.overturned as one where one.ring_id = ring.ring_id)
  from ringfence.ring
  join ringfence.run as born on born.run_id = ring.first_run_id
  join ringfence.run as latest on latest.run_id = ring.last_run_id
  where wanted is null or ring.status = wanted
  order by ring.evidence_bits desc, length(ring.ring_id), ring.ring_id
$$;
comment on function ringfence.read_rings is 'Rings of one status or all, the strongest first, with how many of their cases are open, in force and were overturned.';
revoke all on function ringfence.read_rings from public;
grant execute on function ringfence.read_rings to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

-- For: ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader
create or replace function ringfence.read_ring_events(ring text)
returns table (as_of timestamptz, run_id text, event text, other_ring_id text, overlap_share double precision, matched_on text, size integer)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select run.as_of, event.run_id, event.event, event.other_ring_id, event.overlap_share, event.matched_on, event.size
  from ringfence.ring_event as event join ringfence.run on run.run_id = event.run_id
  where event.ring_id = ring
  order by run.as_of, event.event, event.other_ring_id
$$;
comment on function ringfence.read_ring_events is 'What became of a ring, run by run.';
revoke all on function ringfence.read_ring_events from public;
grant execute on function ringfence.read_ring_events to ringfence_reviewer, ringfence_publisher, ringfence_appeals, ringfence_auditor, ringfence_reader;

-- Meaning: how a ring grew, night by night, from its first one on: size and bits, who joined, who left.
-- Gives:   one row per published run: as_of (UTC), run_id, event (birth, continuation, return, split; dormancy, death; merge: it went into another
--          ring; null: not found, nothing new), size (0 where it was not found), joined_count and left_count (against the run before that found it;
--          null where members are past their time), evidence_bits and price_bits (null where it was not found, and in runs before they were kept)
create macro ring_growth(wanted_ring) as table
with found as (
  select run_id, event, size, evidence_bits, price_bits
  from ring_event
  where ring_id = wanted_ring and event in ('birth', 'continuation', 'return', 'split')
  qualify row_number() over (partition by run_id order by list_position(['return', 'split', 'birth', 'continuation'], event)) = 1
), lost as (
  select run_id, event from ring_event where ring_id = wanted_ring and event in ('dormancy', 'death')
  union all
  select run_id, event from ring_event where other_ring_id = wanted_ring and event = 'merge'
), ended as (
  select run_id, first(event order by event desc) as event from lost group by run_id
), night as (
  select run.run_id, run.as_of, run.finished_at
  from run
  where run.status = 'published' and run.kind = 'nightly' and run.reason is null
    and (run.as_of, run.finished_at, run.run_id) >= (select (first_run.as_of, first_run.finished_at, first_run.run_id) from ring join run as first_run on first_run.run_id = ring.first_run_id where ring.ring_id = wanted_ring)
), change as (
  select run_id, any_value(joined_count) as joined_count, any_value(left_count) as left_count
  from ring_history(wanted_ring)
  where joined_count is not null
  group by run_id
)
select night.as_of, night.run_id, coalesce(found.event, ended.event) as event, coalesce(found.size, 0) as size,
       change.joined_count, change.left_count, found.evidence_bits, found.price_bits
from night
left join found on found.run_id = night.run_id
left join ended on ended.run_id = night.run_id
left join change on change.run_id = night.run_id and found.run_id is not null
order by night.as_of, night.finished_at, night.run_id

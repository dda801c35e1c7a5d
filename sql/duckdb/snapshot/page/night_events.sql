-- Meaning: what happened to rings in the newest run, the largest change first: born, grown, shrunk, returned, merged, split, dormant, dead.
-- Gives:   one row per event that changed something; size_before null where the ring was not known, evidence_bits null where it was not found
-- Params:  $limit
with night as (
  select run_id, row_number() over (order by as_of, finished_at, run_id) as place from run where status = 'published' and reason is null
), told as (
  select ring_event.*, night.place,
         lag(ring_event.size) over (partition by ring_event.ring_id order by night.place, ring_event.event) as size_before
  from ring_event join night on night.run_id = ring_event.run_id
  where ring_event.event <> 'merge'
), merged as (
  select ring_event.*, night.place, cast(null as integer) as size_before
  from ring_event join night on night.run_id = ring_event.run_id
  where ring_event.event = 'merge'
)
select ring_id, case when event = 'continuation' and size > size_before then 'growth' when event = 'continuation' and size < size_before then 'shrinkage' else event end as event,
       other_ring_id, size, size_before, evidence_bits, matched_on
from (from told union all from merged) as happened
where place = (select max(place) from night) and (event <> 'continuation' or size is distinct from size_before)
order by abs(size - coalesce(size_before, 0)) desc, length(ring_id), ring_id, event
limit $limit

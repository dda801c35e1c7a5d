-- Meaning: what became of a ring, run by run: every event that it is part of, what decided it, who joined and who left.
-- Gives:   happened_at (as_of, UTC); event; from_ring_id and to_ring_id (merge: from the ring that ended; split: from the ring that it came from;
--          birth: from null, or from the living ring whose keys it has; dormancy and death: to null); overlap_share with matched_on and matched_bits;
--          size; joined_count and left_count against the run that found it before, null where the event is another ring's
create macro ring_history(wanted_ring) as table
with found as (
  select ring_member.account_id, run.run_id, dense_rank() over (order by run.as_of, run.finished_at, run.run_id) as night
  from ring_member join run on run.run_id = ring_member.run_id
  where ring_member.ring_id = wanted_ring
), stay as (
  select run_id, night, lag(night) over account as night_before, lead(night) over account as night_after, max(night) over () as last_night
  from found
  window account as (partition by account_id order by night)
), night as (
  select night, any_value(run_id) as run_id, count(*) filter (night > 1 and night_before is distinct from night - 1) as joined_count
  from stay group by night
), leaving as (
  select night + 1 as night, count(*) as left_count from stay where night < last_night and night_after is distinct from night + 1 group by night
), change as (
  select night.run_id, night.joined_count, coalesce(leaving.left_count, 0) as left_count
  from night left join leaving on leaving.night = night.night
)
select run.as_of as happened_at, ring_event.run_id, ring_event.event,
       case when ring_event.event in ('merge', 'split', 'birth') then ring_event.other_ring_id else ring_event.ring_id end as from_ring_id,
       case when ring_event.event in ('dormancy', 'death') then null else ring_event.ring_id end as to_ring_id,
       ring_event.overlap_share, ring_event.matched_on, ring_event.matched_bits, ring_event.size,
       case when ring_event.ring_id = wanted_ring and ring_event.event <> 'merge' then change.joined_count end as joined_count,
       case when ring_event.ring_id = wanted_ring and ring_event.event <> 'merge' then change.left_count end as left_count
from ring_event
join run on run.run_id = ring_event.run_id
left join change on change.run_id = ring_event.run_id
where ring_event.ring_id = wanted_ring or ring_event.other_ring_id = wanted_ring
order by run.as_of, run.finished_at, ring_event.run_id, ring_event.event, length(ring_event.ring_id), ring_event.ring_id, ring_event.other_ring_id

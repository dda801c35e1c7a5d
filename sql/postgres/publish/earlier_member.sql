-- Meaning: who was in which active ring in the runs of the last nights before the one that found it last.
-- Reads:   ring, ring_member, run
-- Params:  $1 as_of of this run, $2 runs per ring, each within that many nights and one more before this run
-- Gives:   ring_id, run_number (1: the run before the last one), account_id
select ring_member.ring_id, cast(recent.run_number as integer) as run_number, ring_member.account_id
from (
  select ring_id, run_id, row_number() over (partition by ring_id order by as_of desc, finished_at desc, run_id desc) - 1 as run_number
  from (
    select distinct ring_member.ring_id, run.run_id, run.as_of, run.finished_at
    from ringfence.run
    join ringfence.ring_member on ring_member.run_id = run.run_id
    where run.as_of >= cast($1 as timestamptz) - (cast($2 as integer) + 1) * interval '24 hours'
  ) as found
) as recent
join ringfence.ring on ring.ring_id = recent.ring_id
join ringfence.ring_member on ring_member.ring_id = recent.ring_id and ring_member.run_id = recent.run_id
where ring.status = 'active' and recent.run_number between 1 and $2

-- Meaning: what each published night counted, the newest first: for the trend of tonight against the nights before.
-- Gives:   rings: active rings that the run found; nights that changed nothing (reason) are left out
-- Params:  $limit (nights)
select run.run_id, run.as_of, run.finished_at, run.account_count, run.counts,
       (select count(*) from ring_event where ring_event.run_id = run.run_id and ring_event.event in ('birth', 'continuation', 'return', 'split')) as found_count
from run
where run.status = 'published' and run.reason is null
order by run.as_of desc, run.finished_at desc, run.run_id
limit $limit

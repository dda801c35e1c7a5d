-- Meaning: the newest run that published, and the run asked for.
-- Reads:   run
-- Gives:   run_id, is_newest; no row when the run is unknown (or there is none)
-- Params:  $run_id (null: the newest)
with ranked as (
  select run_id, row_number() over (order by as_of desc, started_at desc, run_id desc) as place
  from run
  where status = 'published' and kind = 'nightly'
)
select run_id, place = 1 as is_newest
from ranked
where run_id = $run_id or ($run_id is null and place = 1)

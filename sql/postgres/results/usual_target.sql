-- Meaning: how busy large targets usually are, for the investigators' file.
select run_id, action, target_id, rate, minute_count
from ringfence.usual_target
order by action, target_id nulls first

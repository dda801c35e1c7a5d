-- Meaning: an open proposal gives way to a stronger one of this run.
-- Reads:   new_candidate
select ringfence.supersede_open(coalesce(array_agg(account_id), '{}'), coalesce(array_agg(action), '{}')) as changed
from new_candidate

-- Meaning: an open proposal gives way to a stronger one of this run.
-- Reads:   new_candidate
update ringfence.ban_candidate
set state = 'superseded'
from new_candidate
where ban_candidate.account_id = new_candidate.account_id
  and ban_candidate.state in ('proposed', 'approved')
  and array_position(array['watch', 'challenge', 'restrict', 'ban'], new_candidate.action) > array_position(array['watch', 'challenge', 'restrict', 'ban'], ban_candidate.action)

-- Meaning: candidates, the strongest action, then the strongest evidence first.
-- Params:  $action, $ring_id, $min_bits, $limit (each null: any), $closed (also those that are no longer open)
select account_id, action, ring_id, evidence_bits, probability, kinds, state, proposed_at, expires_at, run_id, reasons,
  case_id, overturned_at, overturned_reason, (select max(finished_at) from run where status = 'published') as state_at
from ban_candidate
where (state in ('proposed', 'approved') or $closed)
  and ($action is null or action = $action)
  and ($ring_id is null or ring_id = $ring_id)
  and ($min_bits is null or evidence_bits >= $min_bits)
order by list_position(['ban', 'restrict', 'challenge', 'watch'], action), evidence_bits desc, account_id, run_id
limit coalesce($limit, 9223372036854775807)

-- Meaning: rings, active ones first, then the strongest.
-- Params:  $ended (also dormant, dead and merged ones), $run_id (null: any), $limit (null: all)
select *
from ring_summary
where (status = 'active' or $ended or $run_id is not null)
  and ($run_id is null or ring_id in (select ring_id from ring_member where run_id = $run_id))
order by status, evidence_bits desc, length(ring_id), ring_id
limit coalesce($limit, 9223372036854775807)

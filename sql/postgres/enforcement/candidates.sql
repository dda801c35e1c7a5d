-- Meaning: candidates as they are now, the strongest action, then the strongest evidence first.
-- Params:  $1 also those that are no longer open, $2 action, $3 ring, $4 least bits, $5 at most (each of these null: any)
select account_id, action, ring_id, evidence_bits, probability, kinds, state, proposed_at, expires_at, run_id, reasons, case_id, overturned_at, overturned_reason, clock_timestamp() as state_at
from ringfence.read_candidates($1)
where ($2::text is null or action = $2) and ($3::text is null or ring_id = $3) and ($4::double precision is null or evidence_bits >= $4)
order by array_position(array['ban', 'restrict', 'challenge', 'watch'], action), evidence_bits desc, account_id collate "C", run_id collate "C"
limit $5

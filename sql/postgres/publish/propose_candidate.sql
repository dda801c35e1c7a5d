-- Meaning: proposes for every account that has no open row now; the same action again adds nothing.
-- Reads:   new_candidate
-- Params:  $1 run_id, $2 as_of
insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at)
select $1, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, 'proposed', $2, expires_at
from new_candidate
where not exists (
  select from ringfence.ban_candidate
  where ban_candidate.account_id = new_candidate.account_id and ban_candidate.state in ('proposed', 'approved')
)
order by account_id

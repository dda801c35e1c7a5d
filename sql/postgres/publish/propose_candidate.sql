-- Meaning: proposes for every account that has no open row now and nothing as strong in force; the same action again adds nothing. What is on
-- the allow-list, or rests on it, is left out by the table's trigger.
-- Reads:   new_candidate
-- Params:  $1 run_id, $2 as_of
insert into ringfence.ban_candidate (run_id, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, state, proposed_at, expires_at)
select $1, account_id, ring_id, action, evidence_bits, probability, kinds, reasons, 'proposed', $2, expires_at
from new_candidate
where not exists (
  select from ringfence.ban_candidate
  where ban_candidate.account_id = new_candidate.account_id
    and (
      ban_candidate.state in ('proposed', 'approved')
      or (
        ban_candidate.state = 'released'
        and array_position(array['watch', 'challenge', 'restrict', 'ban'], ban_candidate.action) >= array_position(array['watch', 'challenge', 'restrict', 'ban'], new_candidate.action)
      )
    )
)
order by account_id

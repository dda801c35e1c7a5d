-- Meaning: an open proposal is withdrawn where this run's evidence carries only a weaker one, or none.
-- Reads:   new_candidate
update ringfence.ban_candidate
set state = 'withdrawn'
where state in ('proposed', 'approved')
  and not exists (
    select from new_candidate
    where new_candidate.account_id = ban_candidate.account_id and new_candidate.action = ban_candidate.action
  )

-- Meaning: an open proposal of a night (those of incidents stand on minutes of their own) is withdrawn where this run's evidence carries only a weaker one, or none.
-- Reads:   new_candidate
update ringfence.ban_candidate
set state = 'withdrawn'
where state in ('proposed', 'approved')
  and run_id in (select run_id from ringfence.run where kind = 'nightly')
  and not exists (
    select from new_candidate
    where new_candidate.account_id = ban_candidate.account_id and new_candidate.action = ban_candidate.action
  )

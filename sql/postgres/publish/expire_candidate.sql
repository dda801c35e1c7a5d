-- Meaning: open proposals whose time is over by this run's as_of end first, so that renewed evidence proposes them anew.
-- Params:  $1 as_of
update ringfence.ban_candidate
set state = 'expired'
where state in ('proposed', 'approved') and expires_at <= $1

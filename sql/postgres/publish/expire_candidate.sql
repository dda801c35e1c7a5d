-- Meaning: open proposals whose time is over by this run's as_of end first, so that renewed evidence proposes them anew.
-- Params:  $1 as_of
select ringfence.expire_open($1) as changed

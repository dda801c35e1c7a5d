-- Meaning: begins a new epoch of the feed, after a restore.
-- Params:  $1 reason
select ringfence.new_epoch($1) as epoch

-- Meaning: the number of the lock on a consumer's name.
-- Params:  $1 consumer
select ringfence.consumer_lock($1) as number
